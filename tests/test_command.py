"""The command as its users meet it: answers, bare values, formats, refusals, pipes and signals."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lrscale import Plan, TrainingConfig, __version__
from lrscale.cli.options import EPILOG, OPTIONS, flag

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Answer

    Command = Callable[..., Answer]

SCALE = ("--from", "16x4@7.5e-5", "--to", "48")


def test_one_bare_value_is_printed_for_a_launch_script(lrscale: Command) -> None:
    assert lrscale(*SCALE, "--rule", "sqrt", "--get", "lr") == (0, "6.495190528383289e-05\n", "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lr", "5.625e-05"),
        ("micro_batch", "48"),
        ("grad-accum", "1"),
        ("effective_batch", "48"),
        ("ratio", "0.75"),
        ("rule", "linear"),
        ("risk", "medium"),
        ("warmup_steps", "1333"),
        ("milestones", "40,80"),
        ("lr_low", "5.625e-05"),
    ],
)
def test_any_field_can_be_got(lrscale: Command, field: str, value: str) -> None:
    facts = ("--warmup", "1000", "--milestones", "30,60", "--rule", "linear", "--optimizer", "sgd")
    assert lrscale(*SCALE, *facts, "--get", field) == (0, f"{value}\n", "")


def test_without_a_rule_all_of_them_stand_side_by_side(lrscale: Command) -> None:
    out = lrscale(*SCALE).out
    assert out.startswith("64 = 16x4x1 -> 48 = 48x1x1   effective batch x0.75\n")
    for row in ("> auto ", "  linear         5.625e-05", "  conservative   2.5e-05", "  sqrt           6.495e-05"):
        assert row in out


def test_with_a_rule_one_plan_is_told_in_detail(lrscale: Command) -> None:
    out = lrscale(*SCALE, "--rule", "linear", "--warmup", "15000").out
    assert "linear: 7.5e-05 x 48/64" in out
    assert "> auto" not in out
    assert "15000 -> 20000" in out


def test_a_bare_number_says_what_else_it_could_have_meant(lrscale: Command) -> None:
    assert "(48 is read as 48x1; 48x4 would be 192)" in lrscale(*SCALE).out
    parallel = lrscale("--from", "16x4x8@7.5e-5", "--to", "48").out
    assert "(48 is read as 48x1x8; 48x4 would be 1536)" in parallel
    assert "(48 is per rank, 384 on 8 ranks)" in parallel
    whole = lrscale("--from", "8x1x4@7.5e-5", "--to", "64").out
    assert "(64 is per rank, 256 on 4 ranks; --effective 64 asks for 64 over all of them)" in whole
    assert "is read as" not in lrscale("--from", "16@7.5e-5", "--to", "48").out
    assert "is read as" not in lrscale("--from", "16x4@7.5e-5", "--to", "48x1").out


def test_a_target_with_a_rate_is_judged(lrscale: Command) -> None:
    code, out, _ = lrscale("--from", "16x4@7.5e-5+15000", "--to", "48x4@7.5e-5")
    assert code == 0
    assert "lr-not-adapted" in out
    assert "slow side" in out
    assert "15000   left as it was (same samples 5000)" in out


def test_the_batch_can_be_kept_or_stated_without_shell_characters(lrscale: Command) -> None:
    kept = lrscale("--from", "16x4@7.5e-5", "--to", "8", "--keep-batch")
    assert kept.out.startswith("64 = 16x4x1 -> 64 = 8x8x1   effective batch unchanged")
    assert kept == lrscale("--from", "16x4@7.5e-5", "--to", "8x?")
    wanted = lrscale("--from", "16x4@7.5e-5", "--effective", "192", "--get", "grad_accum")
    assert wanted.out == "12\n"


def test_a_plan_as_json_reads_back(lrscale: Command) -> None:
    out = lrscale(*SCALE, "--format", "json").out
    plan = Plan.model_validate_json(out)
    assert plan.rule == "auto"
    assert json.loads(out)["after"]["lr"] == 6.495190528383289e-05


def test_a_plan_as_markdown_is_a_table(lrscale: Command) -> None:
    out = lrscale(*SCALE, "--format", "markdown").out
    assert "| `lr` | 7.5e-05 | 6.495e-05 |" in out
    assert "(48 is read as 48x1; 48x4 would be 192)" in out


def test_arguments_are_those_of_the_transformers_trainer(lrscale: Command) -> None:
    out = lrscale(*SCALE, "--warmup", "15000", "--optimizer", "adamw", "--beta2", "0.999", "--format", "ARGS").out
    assert shlex.split(out) == shlex.split(
        "--learning_rate 6.495190528383289e-05 --per_device_train_batch_size 48 --gradient_accumulation_steps 1 "
        "--warmup_steps 20000"
    )


def test_assignments_can_be_evaluated_by_a_shell(lrscale: Command) -> None:
    out = lrscale(*SCALE, "--milestones", "300,600", "--format", "env").out
    script = out + 'echo "$LR $MICRO_BATCH $GRAD_ACCUM $MILESTONES"'
    shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == "6.495190528383289e-05 48 1 400,800\n"


def test_a_calculation_exits_0_unless_told_from_which_risk_to_fail(lrscale: Command) -> None:
    edit = ("--from", "16x4@7.5e-5", "--to", "48x4@7.5e-5")
    assert lrscale(*edit).code == 0
    assert lrscale(*edit, "--fail-on", "high").code == 1
    assert lrscale(*edit, "--fail-on", "critical").code == 0


def test_conventions_choose_how_a_companion_follows(lrscale: Command) -> None:
    got = lrscale(*SCALE, "--warmup", "1000", "--convention", "Warmup=same-steps", "--get", "warmup_steps")
    assert got.out == "1000\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--from 0@1e-4 --to 48", "expected a micro-batch of 1"),
        ("--from 16@1e-4 --to -48", "got -48"),
        ("--from 1.5@1e-4 --to 48", "a whole number such as 16, got '1.5'"),
        ("--from 16@1e-4 --to 1000000000000000000000000000000", "of 1 to 9007199254740992"),
        ("--from 16@0 --to 48", "a learning rate above 0, got 0"),
        ("--from 16@-1 --to 48", "a learning rate above 0, got -1"),
        ("--from 16@nan --to 48", "a learning rate such as 7.5e-5, got 'nan'"),
        ("--from 16@inf --to 48", "got 'inf'"),
        ("--from 16@1e400 --to 48", "got '1e400'"),
        ("--from 16@7,5e-5 --to 48", "got '7,5e-5'"),
        ("--from 16x0@1e-4 --to 48", "an accumulation of 1"),
        ("--from 16xx4@1e-4 --to 48", "--from: expected an accumulation"),
        ("--from x4@1e-4 --to 48", "expected a micro-batch"),
        ("--from 16x4@ --to 48", "expected a learning rate"),
        ("--from '' --to 48", "expected a micro-batch"),
        ("--from 16x4 --to 48", "names no learning rate"),
        ("--from 16@1e-4 --to 🤖", "--to: expected a micro-batch"),
        ("--from 16@1e-4 --to 48 --rule sqr", "did you mean sqrt?"),
        ("--from 16@1e-4 --to 48 --rule power", "power needs an exponent"),
        ("--from 16@1e-4 --to 48 --rule power:x", "expected a number"),
        ("--from 16@1e-4 --to 48 --rule power:7", "an exponent of -2 to 2"),
        ("--from 16@1e-4 --to 48 --rule linear:2", "linear takes no exponent"),
        ("--from 16@1e-4 --to 48 --rule noise-scale", "needs noise_scale or critical_batch"),
        ("--from 16@1e-4 --to 48 --get larning_rate", "is no field"),
        ("--from 16@1e-4 --to 48 --get warmup_stps", "expected warmup_steps"),
        ("--from 16@1e-4 --to 48 --get warmup_steps", "is not known for this run"),
        ("--from 16@1e-4 --to 48 --get lr --format json", "give one of them"),
        ("--from 16@1e-4 --to 48 --format xml", "expected one of text, json"),
        ("--from 16@1e-4 --to 48 --fail-on huge", "expected one of low, medium"),
        ("--from 16@1e-4 --to 48@1e-4 --rule sqrt", "states its learning rate"),
        ("--from 16@1e-4 --to 48 --effective 48", "and not both"),
        ("--from 16@1e-4", "expected the new batch"),
        ("--to 48", "expected one --from"),
        ("--from 16@1e-4 --from 16@1e-4 --to 48", "expected one --from"),
        ("--from 16@1e-4 --to 8x2 --keep-batch", "--keep-batch solves the accumulation"),
        ("--from 16@1e-4 --effective 8 --keep-batch", "--keep-batch solves the accumulation"),
        ("--from 16x4@1e-4 --to 24x?", "nearest: 48 = 24x2x1"),
        ("--from 16@1e-4 --to 48 --lr 1e-4", "lr is stated twice"),
        ("--from 16@1e-4 --to 48 --warmup soon", "--warmup: expected a number"),
        ("--from 16@1e-4 --to 48 --warmup 1.5", "warmup_steps: expected it to be a valid integer"),
        ("--from 16@1e-4 --to 48 --beta2 1.5", "beta2: expected it to be less than 1, got 1.5"),
        ("--from 16@1e-4 --to 48 --milestones 30,", "--milestones: expected a number"),
        ("--from 16@1e-4 --to 48 --convention warmup", "expected NAME=HOW"),
        ("--from 16@1e-4 --to 48 --convention warmup=never", "is no convention of warmup"),
        ("--from 16@1e-4 --to 48 --convention wramup=keep", "did you mean warmup?"),
        ("--from 16@1e-4 --to 48 --bogus 3", "No such option"),
        ("--from", "requires an argument"),
        ("--from 16@1e-4 --to 48 --to 96", "--to is given 2 times; give it once"),
        ("--from 16@1e-4 --to 48 --rule=sqrt --rule linear", "--rule is given 2 times"),
        ("--from README.md --to 48", "README.md: is of no known kind"),
        ("--from 16@1e-4 --effective 0", "--effective: expected an effective batch"),
        ("--from 16@1e-4 --to 48 --get global_batch", "is not known for this run"),
        ("frobnicate", "No such command"),
        ("--from 16@1e-4 rules", "--from before 'rules'"),
        ("--warmup 9 --steps 9 rules", "--warmup, --steps before 'rules'"),
        ("--from 9007199254740992x9007199254740992@1e-4 --to ?@1e-4", "micro_batch: expected it to be less than"),
        ("--fine-tuning explain sqrt", "--fine-tuning before 'explain'"),
        ("explain sqr", "expected sqrt"),
        ("explain kinds/sqrt", "is no kind of page"),
        ("cite several-changes-at-once", "cites no publication"),
        ("cite", "name"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(lrscale: Command, line: str, words: str) -> None:
    code, out, err = lrscale(*shlex.split(line))
    assert code == 2
    assert out == ""
    assert err.startswith("lrscale: ")
    assert words in err
    assert "Traceback" not in err


def test_ten_kilobytes_of_nonsense_end_in_a_short_message(lrscale: Command) -> None:
    code, _, err = lrscale("--from", "16@1e-4", "--to", "9" * 10_000)
    assert code == 2
    assert len(err) < 400


def test_without_anything_to_do_the_help_is_shown(lrscale: Command) -> None:
    code, out, _ = lrscale()
    assert code == 2
    assert "Example: lrscale --from 16x4@7.5e-5 --to 48" in out


def test_help_starts_with_an_example_and_fits_the_screen(lrscale: Command) -> None:
    for command in ((), ("rules",), ("explain",), ("cite",)):
        code, out, _ = lrscale(*command, "--help")
        lines = out.rstrip().split("\n")
        assert code == 0
        assert lines[2].startswith("  Example: lrscale ")
        assert len(lines) <= 45
        assert all(len(line) <= 80 for line in lines)


def test_every_fact_of_a_config_is_an_option_and_told_by_the_help(lrscale: Command) -> None:
    batch = {"micro_batch", "grad_accum", "data_parallel", "global_batch"}
    assert batch | OPTIONS.keys() >= TrainingConfig.model_fields.keys()
    shown = lrscale("--help").out + EPILOG
    for name in TrainingConfig.model_fields.keys() - batch:
        assert flag(name) in shown


def test_the_version_is_printed(lrscale: Command) -> None:
    assert lrscale("--version") == (0, f"lrscale {__version__}\n", "")


def test_rules_are_listed_with_their_other_names(lrscale: Command) -> None:
    out = lrscale("rules").out
    assert "linear        The learning rate follows the batch" in out
    assert "(also marek, inverse, inverse-sqrt)" in out
    assert all(len(line) <= 80 for line in out.split("\n"))


def test_every_page_is_explained_word_for_word(lrscale: Command) -> None:
    from lrscale import plugins
    from lrscale.report import manual

    listed = lrscale("explain").out
    assert all(len(line) <= 80 for line in listed.split("\n"))
    for package in manual.KINDS.values():
        for name in plugins.names(package):
            assert lrscale("explain", name).out == plugins.page(plugins.load(package, name)) + "\n"
            assert f"  {name} " in listed


def test_a_page_is_found_by_an_alias_and_by_its_kind(lrscale: Command) -> None:
    assert lrscale("explain", "Goyal").out == lrscale("explain", "rules/linear").out == lrscale("explain", "linear").out
    assert lrscale("explain", "risks/linear").code == 2


def test_citations_are_bibtex(lrscale: Command) -> None:
    out = lrscale("cite", "linear").out
    assert out.startswith("@misc{goyal2017,")
    assert out.count("@misc{") == out.count("\n}") == 2


def test_completion_scripts_are_offered(process: Command) -> None:
    done = process(_LRSCALE_COMPLETE="complete_bash", COMP_WORDS="lrscale --rule li", COMP_CWORD="2")
    assert done.out.split() == ["linear"]
    fields = process(_LRSCALE_COMPLETE="complete_bash", COMP_WORDS="lrscale --get warmup_", COMP_CWORD="2")
    assert fields.out.split() == ["warmup_steps", "warmup_ratio"]
    pages = process(_LRSCALE_COMPLETE="complete_bash", COMP_WORDS="lrscale explain lr-n", COMP_CWORD="2")
    assert pages.out.split() == ["lr-not-adapted"]
    formats = process(_LRSCALE_COMPLETE="complete_bash", COMP_WORDS="lrscale --format m", COMP_CWORD="2")
    assert formats.out.split() == ["markdown"]


def test_the_module_runs_as_the_command(process: Command) -> None:
    assert process(*SCALE, "--get", "lr") == (0, "6.495190528383289e-05\n", "")


@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_closed_pipe_is_silent(buffered: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m lrscale explain sqrt | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUNBUFFERED": buffered},
    )
    assert done.stderr == ""
    assert done.returncode in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_message() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lrscale", *SCALE],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": ""},
        )
    assert done.returncode == 2
    assert done.stderr.startswith("lrscale: cannot write the answer: ")
    assert done.stderr.count("\n") == 1


def test_a_closed_standard_output_is_one_message() -> None:
    command = f"{shlex.quote(sys.executable)} -m lrscale {shlex.join(SCALE)} >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "lrscale: cannot write the answer: standard output is closed\n")


def test_a_bug_is_one_message_too(lrscale: Command) -> None:
    code, _, err = lrscale(None)
    assert code == 2
    assert err.endswith("this is a bug in lrscale, please report it\n")


@pytest.mark.parametrize("buffered", ["", "1"])
def test_ctrl_c_exits_130_without_a_word(buffered: str) -> None:
    """A process that waits for the reader of its full pipe is interrupted."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"-" * 65536)
    os.set_blocking(writer, True)
    with subprocess.Popen(
        [sys.executable, "-m", "lrscale", *SCALE],
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": buffered},
    ) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=20)
        finally:
            process.kill()
    os.close(writer)
    os.close(reader)
    assert (process.returncode, err) == (130, b"")


def test_ctrl_c_during_the_first_imports_is_silent_too() -> None:
    code = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from lrscale.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def on_a_terminal(columns: int, **environment: str) -> str:
    """Return what the command prints on a terminal of some width."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "lrscale", *SCALE, "--optimizer", "adamw"],
        stdout=side,
        stderr=side,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **environment},
    )
    os.close(side)
    found = b""
    while True:
        try:
            chunk = os.read(main, 4096)
        except OSError:
            break
        if not chunk:
            break
        found += chunk
    process.wait(timeout=30)
    os.close(main)
    return found.decode().replace("\r\n", "\n")


def test_colour_is_an_extra(lrscale: Command) -> None:
    """On a terminal there is colour; without it, or with NO_COLOR, the same words."""
    plain = lrscale(*SCALE, "--optimizer", "adamw").out
    assert "\x1b[" in on_a_terminal(80)
    assert on_a_terminal(80, NO_COLOR="1") == on_a_terminal(80, TERM="dumb") == plain


@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    lines = on_a_terminal(columns, NO_COLOR="1").split("\n")
    assert max(len(line) for line in lines) <= columns
