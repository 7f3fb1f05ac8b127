"""Every fixed word of an export: who reads English asks for his file with what they are called there (``AskExport.words``)."""

from __future__ import annotations

from engine.domain.sentence import Sentence

TITLES = (
    Sentence("效能报表"), Sentence("办件清单"), Sentence("总览"), Sentence("按时"), Sentence("时间"), Sentence("走势"), Sentence("各事项"),
    Sentence("各部门"), Sentence("各部门分项"), Sentence("各环节"), Sentence("各经办人"), Sentence("好差评"),
)  # fmt: skip
HEADINGS = (
    Sentence("指标"), Sentence("数值"), Sentence("时限"), Sentence("超期"), Sentence("按时率%"), Sentence("谁的时间"), Sentence("平均每件（工作分钟）"),
    Sentence("从"), Sentence("收件"), Sentence("受理"), Sentence("办结"), Sentence("承诺按时"), Sentence("承诺超期"), Sentence("承诺按时率%"),
    Sentence("用时中位数（工作分钟）"), Sentence("九成不超过（工作分钟）"), Sentence("事项"), Sentence("部门"), Sentence("环节"), Sentence("差评"),
    Sentence("次数"), Sentence("没有时限"), Sentence("经办人"), Sentence("办过的环节"), Sentence("现在手上"),
    Sentence("现在在办"), Sentence("其中已超期"), Sentence("评价"), Sentence("件数"), Sentence("办件编号"), Sentence("申请人"), Sentence("关于"),
    Sentence("状态"), Sentence("收件方式"), Sentence("提交时间"), Sentence("受理时间"), Sentence("决定时间"), Sentence("办结时间"), Sentence("决定"),
)  # fmt: skip
CELLS = (
    Sentence("期间"), Sentence("全部事项"), Sentence("统计截至"), Sentence("不受理、不予受理"), Sentence("补正告知"), Sentence("拦下的重复补正"),
    Sentence("归结"), Sentence("撤回"), Sentence("终止"), Sentence("办结用时中位数（工作分钟）"), Sentence("办结用时九成不超过（工作分钟）"),
    Sentence("承诺时限（工作分钟）"), Sentence("法定时限"), Sentence("承诺时限"), Sentence("部门办理"), Sentence("等申请人"), Sentence("法定不计时"),
    Sentence("非常满意"), Sentence("满意"), Sentence("基本满意"), Sentence("不满意"), Sentence("非常不满意"), Sentence("准予"), Sentence("不予许可"),
    Sentence("网上"), Sentence("窗口"), Sentence("草稿"), Sentence("已提交"), Sentence("待补正"), Sentence("已受理"), Sentence("已决定"),
    Sentence("已办结"), Sentence("已归档"), Sentence("不予受理"), Sentence("已撤回"), Sentence("已终止"),
)  # fmt: skip
WORDS = frozenset((*TITLES, *HEADINGS, *CELLS))
"""Cells that hold nothing else are said so, too: names and numbers stay what they are."""
