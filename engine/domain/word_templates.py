"""The words in which people are told: the whole list, as shipped. An administrator may put his own in their place (setting
``word_texts``), and a shorter text for telephones beside them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.colleague_words import COLLEAGUES
from engine.domain.licence_words import LICENCES
from engine.domain.promise_words import PROMISES
from engine.domain.sentence import Sentence
from engine.domain.word_template import Template

TEMPLATES: Mapping[str, Template] = {
    **COLLEAGUES,
    **LICENCES,
    # to the applicant
    "submitted": Template(Sentence("申请人：已提交"), Sentence("申请已提交"), Sentence("已提交，请凭办件编号和查询码查看进度。")),
    "accepted": Template(Sentence("申请人：已受理"), Sentence("申请已受理"), Sentence("已受理。")),
    "refused": Template(Sentence("申请人：不予受理"), Sentence("申请没有受理"), Sentence("不予受理，理由和救济途径见告知书。")),
    "supplement": Template(
        Sentence("申请人：要求补正"),
        Sentence("请您补正"),
        Sentence("有 {{ number }} 处需要补正{{ until }}，具体内容见进度页面。"),
        ("number", "until"),
        True,
    ),
    **PROMISES,
    "rectified": Template(Sentence("申请人：差评已整改"), Sentence("您的评价已经整改"), Sentence("您的评价已经整改，结果见进度页面。")),
    "extended": Template(
        Sentence("申请人：期限延长"),
        Sentence("办理期限延长"),
        Sentence("办理期限经批准延长 {{ days }} 个工作日，最晚 {{ until }}作出决定，理由见延期通知书。"),
        ("days", "until"),
    ),
    "late": Template(
        Sentence("申请人：送达已超期"),
        Sentence("结果没有按时送达"),
        Sentence("办理结果应在{{ until }}前送达，现已超过，请与窗口联系，监督电话 12345。"),
        ("until",),
    ),
    "paused": Template(
        Sentence("申请人：时限暂停"),
        Sentence("办理时限暂停计算"),
        Sentence("进入{{ cause }}，这段时间不计入{{ which }}，详见进度页面的告知书。"),
        ("cause", "which"),
    ),
    "resumed": Template(
        Sentence("申请人：时限恢复"), Sentence("办理时限恢复计算"), Sentence("{{ cause }}已结束，办理时限从停下的地方接着算。"), ("cause",)
    ),
    "recomputed": Template(
        Sentence("申请人：日历调整"),
        Sentence("预计日期有调整"),
        Sentence("因放假安排调整，办理期限由{{ was }}改为{{ until }}。"),
        ("was", "until"),
    ),
    "hearing_offered": Template(
        Sentence("申请人：听证权利"), Sentence("您有权申请听证"), Sentence("作出决定前，您有权申请听证{{ until }}。"), ("until",), True
    ),
    "hearing_scheduled": Template(
        Sentence("申请人：听证时间"), Sentence("听证时间已定"), Sentence("听证定在{{ at }}，地点见听证通知书。"), ("at",), True
    ),
    "letter": Template(
        Sentence("申请人：新的文书"),
        Sentence("有一份新的文书"),
        Sentence("{{ letter }}已经出具，可以在进度页面查看和下载。"),
        ("letter", "number"),
        phone=False,
    ),
    "granted": Template(Sentence("申请人：准予"), Sentence("已经准予"), Sentence("已经准予，请留意领取结果的通知。")),
    "denied": Template(Sentence("申请人：不予许可"), Sentence("未予准予"), Sentence("未予准予，理由和救济途径见决定书。")),
    "delivered": Template(Sentence("申请人：结果已送达"), Sentence("结果已送达"), Sentence("办理结果已送达。"), phone=False),
    "closed": Template(Sentence("申请人：已办结"), Sentence("已办结"), Sentence("已办结，欢迎评价。")),
    "terminated": Template(Sentence("申请人：已终止"), Sentence("办理已终止"), Sentence("已终止：{{ reason }}。"), ("reason",)),
    "suspended": Template(Sentence("申请人：已挂起"), Sentence("办理暂时停下"), Sentence("暂停办理，恢复时会再通知您。")),
    "woken": Template(Sentence("申请人：恢复办理"), Sentence("恢复办理"), Sentence("已恢复办理。")),
    # to officers
    "poor_rating": Template(
        Sentence("工作人员：差评整改"), Sentence("有一件差评要整改"), Sentence("申请人评价不满意，请在{{ until }}前回访并答复整改结果。"), ("until",)
    ),
    "defence": Template(
        Sentence("工作人员：申请人陈述申辩"),
        Sentence("申请人陈述申辩了"),
        Sentence("申请人就拟撤销的决定提出了意见（“{{ material }}”），请研究后决定。"),
        ("material",),
    ),
    "task": Template(Sentence("工作人员：指定给您的环节"), Sentence("有一件等您办"), Sentence("“{{ step }}”指定由您办理。"), ("step",)),
    "supplemented": Template(Sentence("工作人员：补正已交"), Sentence("申请人已补正"), Sentence("申请人已交来补正，请接着办理。")),
    "withdrawn": Template(Sentence("工作人员：申请人撤回"), Sentence("申请人已撤回"), Sentence("申请人撤回了申请，手上的环节不用再办。")),
    "overdue": Template(
        Sentence("工作人员：环节超期"), Sentence("环节已超期"), Sentence("“{{ step }}”已经超过时限，请尽快办理。"), ("step",), True
    ),
    "nearly_due": Template(
        Sentence("工作人员：今天到期"),
        Sentence("有环节今天到期"),
        Sentence("今天到期的环节：您手上 {{ own }} 个，岗位上没人认领的 {{ pool }} 个。最急的是{{ first }}，{{ until }} 前。"),
        ("own", "pool", "first", "until"),
        of_case=False,
    ),
    "nearly_due_for": Template(
        Sentence("工作人员：代理的人今天到期"),
        Sentence("您代理的人有环节今天到期"),
        Sentence("您代{{ who }}：手上 {{ own }} 个、岗位上没人认领的 {{ pool }} 个环节今天到期。最急的是{{ first }}，{{ until }} 前。"),
        ("who", "own", "pool", "first", "until"),
        of_case=False,
    ),
    "nearly_due_here": Template(
        Sentence("效能监察：今天到期"),
        Sentence("本地区有环节今天到期"),
        Sentence("今天有 {{ number }} 个环节到期，其中 {{ free }} 个没有人认领，详见看板的“今日风险”。"),
        ("number", "free"),
        of_case=False,
    ),
    "due_moved": Template(
        Sentence("工作人员：日历调整"),
        Sentence("时限有调整"),
        Sentence("工作日历调整，您手上环节的时限由{{ was }}改为{{ until }}。"),
        ("was", "until"),
    ),
    "returned": Template(
        Sentence("工作人员：退回"),
        Sentence("办件已退回"),
        Sentence("“{{ step }}”把办件退回到“{{ to_step }}”：{{ reason }}"),
        ("step", "to_step", "reason"),
    ),
    "undone": Template(
        Sentence("工作人员：所办不再算数"),
        Sentence("您办的环节有变动"),
        Sentence("办件已退回、拿回或跳转，您在“{{ step }}”的办理不再算数，需要时会重新交给您。{{ reason }}"),
        ("step", "reason"),
    ),
    "rests": Template(
        Sentence("工作人员：办件挂起"), Sentence("办件已挂起"), Sentence("“{{ step }}”暂不办理，唤醒后再办：{{ reason }}"), ("step", "reason")
    ),
    "goes_on": Template(Sentence("工作人员：办件唤醒"), Sentence("办件已唤醒"), Sentence("“{{ step }}”可以继续办理了。"), ("step",)),
    "transferred": Template(
        Sentence("工作人员：转办"),
        Sentence("有一件转给您办"),
        Sentence("{{ who }}把“{{ step }}”转给您办：{{ reason }}"),
        ("who", "step", "reason"),
    ),
    "delegated": Template(
        Sentence("工作人员：委派"),
        Sentence("请您提意见"),
        Sentence("{{ who }}就“{{ step }}”请您提意见：{{ note }}"),
        ("who", "step", "note"),
    ),
    "delegation_answered": Template(
        Sentence("工作人员：委派已答复"),
        Sentence("您委派的环节回来了"),
        Sentence("{{ who }}就“{{ step }}”给了意见，请您办结。"),
        ("who", "step"),
    ),
    "delegation_recalled": Template(
        Sentence("工作人员：委派已收回"),
        Sentence("委派已收回"),
        Sentence("{{ who }}收回了“{{ step }}”的委派，不用再提意见。"),
        ("who", "step"),
    ),
    "asked": Template(
        Sentence("工作人员：同事提问"),
        Sentence("同事问您"),
        Sentence("{{ who }}就“{{ step }}”问：{{ question }}"),
        ("who", "step", "question"),
    ),
    "answered": Template(
        Sentence("工作人员：同事答复"),
        Sentence("同事答复了您"),
        Sentence("{{ who }}就“{{ step }}”答复：{{ answer }}"),
        ("who", "step", "answer"),
    ),
    "copied": Template(
        Sentence("工作人员：抄送"), Sentence("有办件抄送给您"), Sentence("{{ who }}抄送给您，可以看，不需要办。{{ note }}"), ("who", "note")
    ),
    "reminded": Template(
        Sentence("工作人员：催办"),
        Sentence("有人催办"),
        Sentence("{{ who }}第 {{ times }} 次催办“{{ step }}”。{{ note }}"),
        ("who", "times", "step", "note"),
    ),
    "escalated": Template(
        Sentence("工作人员：督办"),
        Sentence("督办单"),
        Sentence("督办单 {{ number }}：“{{ step }}”请在{{ until }}前反馈。{{ reason }}"),
        ("number", "step", "until", "reason"),
        True,
    ),
    "escalation_answered": Template(
        Sentence("工作人员：督办已反馈"),
        Sentence("督办已反馈"),
        Sentence("督办单 {{ number }} 已反馈：{{ feedback }}"),
        ("number", "feedback"),
    ),
    "escalation_closed": Template(
        Sentence("工作人员：督办已办结"),
        Sentence("督办已办结"),
        Sentence("督办单 {{ number }} 已办结：{{ conclusion }}"),
        ("number", "conclusion"),
    ),
    "sign": Template(
        Sentence("工作人员：加签"),
        Sentence("请您加签"),
        Sentence("{{ who }}请您就“{{ step }}”加签：{{ reason }}"),
        ("who", "step", "reason"),
    ),
    "heard": Template(
        Sentence("工作人员：意见已提交"),
        Sentence("意见回来了"),
        Sentence("“{{ step }}”要听的意见都已提交，请您接着办。"),
        ("step",),
    ),
    "consult": Template(
        Sentence("工作人员：会商"),
        Sentence("请您会商"),
        Sentence("部门意见不一致，请就“{{ step }}”确认或修改您部门的意见。"),
        ("step",),
        True,
    ),
    "consulted": Template(
        Sentence("工作人员：会商结论"),
        Sentence("会商有了结论"),
        Sentence("“{{ step }}”的结论：{{ outcome }}。"),
        ("step", "outcome"),
    ),
    "passed": Template(
        Sentence("工作人员：自动通过"),
        Sentence("有一步自动通过"),
        Sentence("您在前面的环节已经同意，“{{ step }}”自动通过，不用再办。"),
        ("step",),
    ),
    "not_sign": Template(
        Sentence("工作人员：减签"),
        Sentence("不用再签了"),
        Sentence("{{ who }}取消了您在“{{ step }}”的签署：{{ reason }}"),
        ("who", "step", "reason"),
    ),
    "nobody": Template(
        Sentence("工作人员：岗位无人"), Sentence("岗位上没有人"), Sentence("“{{ step }}”在等人办，但没有人在这个岗位上。"), ("step",), True
    ),
    "incident": Template(
        Sentence("工作人员：流程异常"), Sentence("办件走不下去了"), Sentence("流程停在了一处，原因：{{ reason }}"), ("reason",), True
    ),
    "draft_submitted": Template(
        Sentence("设计人员：草稿送审"),
        Sentence("有草稿送审"),
        Sentence("{{ who }}把“{{ process }}”的草稿送来，等您发布或退回。{{ note }}"),
        ("who", "process", "note"),
        of_case=False,
    ),
    "draft_returned": Template(
        Sentence("设计人员：草稿退回"),
        Sentence("草稿被退回"),
        Sentence("{{ who }}退回了“{{ process }}”的草稿：{{ reason }}"),
        ("who", "process", "reason"),
        of_case=False,
    ),
    "draft_published": Template(
        Sentence("设计人员：草稿发布"),
        Sentence("草稿已发布"),
        Sentence("{{ who }}发布了“{{ process }}”第 {{ number }} 版。"),
        ("who", "process", "number"),
        of_case=False,
    ),
}
