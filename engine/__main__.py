"""The command line: ``python -m engine <verb>``; ``--help`` lists the verbs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from engine.domain.errors import EngineError, Invalid


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(VERBS[options.verb](options) or 0)
    except EngineError as error:
        _say(str(error), error=True)
        return 2
    except KeyboardInterrupt:
        return 130


def _say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def _line(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine", description="The one-stop approval engine.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("migrate", help="create or upgrade the schema at DATABASE_URL")
    publish = verbs.add_parser("publish", help="publish services from bpmn/ and forms/ as new editions")
    publish.add_argument("processes", nargs="*", help="folder names; all when left out")
    check = verbs.add_parser("check", help="say what in these files would not run; exit 1 if anything")
    check.add_argument("--json", action="store_true")
    check.add_argument("--lang", choices=("zh", "en"), default="zh", help="what is wrong with FEEL and DMN is said in English too")
    check.add_argument("paths", nargs="+", type=Path)
    scenarios = verbs.add_parser("scenarios", help="play the scenarios of services; exit 1 if one ends otherwise than expected")
    scenarios.add_argument("--json", action="store_true")
    scenarios.add_argument("--coverage", action="store_true", help="print what no scenario took; exit 1 if anything")
    scenarios.add_argument("processes", nargs="*")
    play = verbs.add_parser("play", help="run one process with a virtual clock; nothing leaves the computer")
    play.add_argument("--json", action="store_true")
    play.add_argument("--process", default=None)
    play.add_argument("--answers", type=Path, default=None, help="JSON: element id → {outcome, …}")
    play.add_argument("--max-steps", type=int, default=1000)
    play.add_argument("file", type=Path)
    verbs.add_parser("retain", help="archive cases that ended a month ago; drop done jobs and timers, attempts, old commands; for a daily cron")
    figures = verbs.add_parser("figures", help="count what reports show, up to now")
    figures.add_argument("--anew", action="store_true", help="forget what was counted and begin with the first case")
    _case_file_verbs(verbs)
    work = verbs.add_parser("work", help="run background jobs and timers until stopped")
    work.add_argument("--processes", type=int, default=1, help="so many; one that dies is started again")
    work.add_argument("--alone", action="store_true", help="one worker in this very process, for whoever supervises it himself")
    work.add_argument("--parent", type=int, default=None, help=argparse.SUPPRESS)  # end when this process is gone
    serve = verbs.add_parser("serve", help="serve the pages on HOST:PORT, with a worker inside")
    serve.add_argument("--demo", action="store_true", help="load the demo city into a new local default database")
    serve.add_argument("--no-worker", action="store_true", help="pages only; run `work` beside it")
    serve.add_argument("--access-log", action="store_true", help="print a line for each request")
    verbs.add_parser("demo", help="load the demo city into a new local default database")
    return parser


_CHECK_WORDS = {
    "zh": {"passes": "通过", "fails": "不能运行", "error": "错误", "warning": "提示"},
    "en": {"passes": "ok", "fails": "does not run", "error": "error", "warning": "hint"},
}


def _case_file_verbs(verbs: Any) -> None:
    export = verbs.add_parser("export", help="write a whole case as one signed zip")
    export.add_argument("case_no")
    export.add_argument("--out", type=Path, required=True, help="the zip to write")
    export.add_argument("--reason", default="命令行导出", help="goes into the access log")
    verify = verbs.add_parser("verify", help="check an exported case offline; exit 0 whole, 1 altered or not signed by --key, 2 unreadable")
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", action="append", default=[], help="a trusted public key: base64, its fingerprint, or a file with either")
    verify.add_argument("--json", action="store_true")
    erase = verbs.add_parser("erase", help="erase the personal details of a case whose retention period is over; its hash chain stays whole")
    erase.add_argument("case_no")
    erase.add_argument("--reason", required=True)
    verbs.add_parser("keys", help="print the public keys that have signed case files")


def _check(options: argparse.Namespace) -> int:
    from engine import content

    broken = False
    for path in options.paths:
        for file, opens, problems in content.check_path(path):
            broken |= not opens
            if options.json:
                rows = [
                    {"element": p.element, "rule": p.rule, "severity": p.severity, "message": p.message, "english": p.english}
                    for p in problems
                ]
                _line({"file": str(file), "opens": opens, "problems": rows})
                continue
            words = _CHECK_WORDS[options.lang]
            _say(f"{words['passes' if opens else 'fails']}  {file}")
            for p in problems:
                _say(f"  {words[p.severity]} [{p.rule}] {p.element or '-'}：{p.said(options.lang)}")
    return 1 if broken else 0


def _scenarios(options: argparse.Namespace) -> int:
    from engine import content
    from engine.rehearsal.scenarios import rehearsal
    from engine.settings import ROOT

    failed = False
    for process_id in options.processes or content.processes(ROOT):
        with rehearsal(ROOT, process_id) as own:
            for scenario in own.scenarios:
                result = own.play(scenario)
                failed |= not result.ok
                _tell_scenario(result, options.json)
            if options.coverage:
                failed |= not own.coverage().complete
                _tell_coverage(process_id, own.coverage(), options.json)
    return 1 if failed else 0


def _tell_scenario(result: Any, as_json: bool) -> None:
    if as_json:
        row = {"process": result.process, "scenario": result.scenario, "ok": result.ok, "status": result.status}
        _line({**row, "differences": list(result.differences)})
        return
    _say(f"{'通过' if result.ok else '不符'}  {result.process}  {result.scenario}（{result.status}）")
    for difference in result.differences:
        _say(f"      {difference}")


def _tell_coverage(process_id: str, coverage: Any, as_json: bool) -> None:
    missing = {"flows": list(coverage.flows), "rules": list(coverage.rules), "timers": list(coverage.timers)}
    if as_json:
        _line({"process": process_id, "missing": missing})
    elif coverage.complete:
        _say(f"覆盖  {process_id}：每条顺序流、每条决策规则、每个计时器都经过了")
    else:
        for kind, ids in missing.items():
            _say(f"未覆盖  {process_id} {kind}：{'、'.join(ids) or '无'}")


def _play(options: argparse.Namespace) -> int:
    from engine import content, runtime

    answers = content.read_play_answers(options.answers) if options.answers else None
    files, main_file = content.read_play_files(options.file)
    told = runtime.play(files, main_file, process=options.process, answers=answers, max_steps=options.max_steps)
    told = {"file": str(options.file), **{key: value for key, value in told.items() if key != "file"}}
    if options.json:
        _line(told)
    else:
        _say(f"{told['end']}：{' → '.join(told['path'])}")
        if told.get("reason"):
            _say(str(told["reason"]))
    return 0 if told["end"] in {"completed", "waiting"} else 1


def _verify(options: argparse.Namespace) -> int:
    from engine import casefile

    trusted = [casefile.read_public_key(text) for text in options.key]
    try:
        with options.file.open("rb") as file:
            verdict = casefile.verify(file, trusted)
    except OSError as error:
        raise Invalid("文件 {file} 打不开：{why}", file=str(options.file), why=error.strerror or "") from error
    if options.json:
        _line({**asdict(verdict), "whole": not verdict.problems})
    else:
        for sentence in casefile.told(verdict):
            _say(sentence)
    return 1 if verdict.problems else 0


def _office(verb: str, module: str = "engine.operation") -> Any:
    """The verbs that need a database live in modules of their own, so that ``check`` and ``play`` start at once."""

    def run(options: argparse.Namespace) -> int:
        return int(getattr(import_module(module), verb)(options) or 0)

    return run


VERBS = {
    "check": _check,
    "scenarios": _scenarios,
    "play": _play,
    "verify": _verify,
    "export": _office("export", "engine.case_records"),
    "erase": _office("erase", "engine.case_records"),
    "keys": _office("keys", "engine.case_records"),
    "migrate": _office("migrate"),
    "retain": _office("retain"),
    "figures": _office("figures"),
    "publish": _office("publish"),
    "work": _office("work", "engine.serving"),
    "serve": _office("serve", "engine.serving"),
    "demo": _office("demo"),
}

if __name__ == "__main__":
    sys.exit(main())
