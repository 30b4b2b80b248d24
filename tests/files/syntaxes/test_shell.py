"""Launch scripts are read as their authors meant them, and every value that can be edited is known by its place."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lrscale.errors import FileError
from lrscale.files.document import Leaf, Path
from lrscale.files.syntaxes import shell

Expected = dict[Path, "str | None"]


def read(script: str) -> tuple[Leaf, ...]:
    return shell.read(script).leaves


def texts(script: str) -> Expected:
    return {leaf.path: leaf.text for leaf in read(script)}


def only(script: str, name: str) -> Leaf:
    (leaf,) = [leaf for leaf in read(script) if leaf.path == (name,)]
    return leaf


def marked(script: str, leaf: Leaf) -> str:
    return script[: leaf.start] + "«" + script[leaf.start : leaf.end] + "»" + script[leaf.end :]


VALUES: dict[str, tuple[str, Expected]] = {
    "a flag has the next word as its value": ("python t.py --lr 1e-4 -b 64", {("--lr",): "1e-4", ("-b",): "64"}),
    "or what follows its equals sign": (
        "t --lr=1e-4 --x='a b' '--y=3'",
        {("--lr",): "1e-4", ("--x",): "a b", ("--y",): "3"},
    ),
    "a negative number is a value": ("t --min-lr -1 --steps -.5", {("--min-lr",): "-1", ("--steps",): "-.5"}),
    "a flag without a value is true": ("t --bf16 --amp", {("--bf16",): "true", ("--amp",): "true"}),
    "a flag keeps its dots": ("t --train.batch_size 8", {("--train.batch_size",): "8"}),
    "several numbers are several values": (
        "t --betas 0.9 0.95 --lr 1",
        {("--betas", 0): "0.9", ("--betas", 1): "0.95", ("--lr",): "1"},
    ),
    "a script behind a number is no second value": (
        "deepspeed --num_gpus 4 t.py --lr 1",
        {("--num_gpus",): "4", ("--lr",): "1"},
    ),
    "launchers' switches do not swallow the script": (
        "torchrun --standalone t.py; srun --label python t.py; python -u -m a.b",
        {("--standalone",): "true", ("--label",): "true", ("-u",): "true", ("-m",): "a.b"},
    ),
    "a lone dash and two dashes are no flags": ("t - -- --lr 1", {("--lr",): "1"}),
    "a flag whose name is put together is passed over": ("t --${A}_lr 3 --b$X 4 --c", {("--c",): "true"}),
    "continued lines are one command": (
        "t \\\n  --lr \\\n 1 \\  \n --b 2 \\\t# note\n --c 3",
        {("--lr",): "1", ("--b",): "2", ("--c",): "3"},
    ),
    "a commented line between continued ones is passed over": (
        "t --a 1 \\\n  # --b 2 \\\n  --c 3 \\\n # --d 4\n x=5",
        {("--a",): "1", ("--c",): "3", ("$x",): "5"},
    ),
    "a comment ends a line": ("t --a 1 # --b 2\n# --c 3\nt --d a#b", {("--a",): "1", ("--d",): "a#b"}),
    "lines may end as on Windows": (
        "LR=1e-4\r\nt --lr $LR \\\r\n --b 2\r\n",
        {("$LR",): "1e-4", ("--lr",): "1e-4", ("--b",): "2"},
    ),
    "redirections are no values": (
        "t --a > log.txt 2>&1 --b 3 &>> all < in <<< here",
        {("--a",): "true", ("--b",): "3"},
    ),
    "operators end a command": ("t --a&&t --b|t --c;t --d & (t --e)", {(f"--{name}",): "true" for name in "abcde"}),
    "tools' options are not read": ("mkdir -p x; echo --lr 3; [ -z 3 ] && /bin/rm -r x; [[ -n a && -f b ]]", {}),
    "open brackets are no reason to stop": ("[[ a\nt --lr 1; ((\nt --b 2", {("--lr",): "1", ("--b",): "2"}),
    "assignments": ("A=1; B='x y' C=\"z\"", {("$A",): "1", ("$B",): "x y", ("$C",): "z"}),
    "an empty assignment": ("A=\nB=''\nt --a 1 $A", {("$A",): "", ("$B",): "", ("--a",): "1"}),
    "declarations": (
        "export A=1\ndeclare -i B=2\nlocal C=3\nreadonly D=4 E",
        {("$A",): "1", ("$B",): "2", ("$C",): "3", ("$D",): "4"},
    ),
    "variables before a command": (
        "CUDA_VISIBLE_DEVICES=0,1 NPROC=2 swift sft --lr 1",
        {("$CUDA_VISIBLE_DEVICES",): "0,1", ("$NPROC",): "2", ("--lr",): "1"},
    ),
    "a value for one command is not for the others": (
        "A=1\nA=2 t\nt --a $A\nB=3 t --b $B",
        {("$A",): "2", ("--a",): "1", ("$B",): "3", ("--b",): "3"},
    ),
    "an array of words": (
        "A=(1 'b' # c\n d)\nt --a ${A[0]} --n ${#A[@]}",
        {
            ("$A", 0): "1",
            ("$A", 1): "b",
            ("$A", 2): "d",
            ("--a",): "1",
            ("--n",): "3",
        },
    ),
    "an array of flags": (
        'ARGS=(\n --lr 1e-4 # x\n --bf16 \\\n)\nARGS+=( --b 2 opt.x=3 )\nt "${ARGS[@]}" --c ${ARGS[*]}',
        {("--lr",): "1e-4", ("--bf16",): "true", ("--b",): "2", ("opt.x",): "3", ("--c",): "true"},
    ),
    "an empty or open array": ("A=()\nB=( 1", {("$B", 0): "1"}),
    "overrides": (
        "python t.py a.b=1 c=2 +d.e=3 ++f=4 ~g=5 x=[0.9,0.95] 'h=[1, 2]' i/j=k",
        {
            ("a.b",): "1",
            ("c",): "2",
            ("d.e",): "3",
            ("f",): "4",
            ("g",): "5",
            ("x",): "[0.9,0.95]",
            ("h",): "[1, 2]",
            ("i/j",): "k",
        },
    ),
    "a flag that introduces overrides": (
        "t --cfg-options a.b=1 c=2",
        {("--cfg-options",): "true", ("a.b",): "1", ("c",): "2"},
    ),
    "pairs of yacs": (
        "t --opts SOLVER.BASE_LR 0.01 SOLVER.STEPS '(1, 2)' README.md x MODEL.ON --y 3 A.B",
        {("--opts",): "true", ("SOLVER.BASE_LR",): "0.01", ("SOLVER.STEPS",): "(1, 2)", ("--y",): "3"},
    ),
    "batch directives": (
        '#SBATCH --nodes=16 # why\n#SBATCH -N4 --gres=gpu:a100:8\n#SBATCH --exclusive\n#SBATCH -J "a b"\n##SBATCH -x 1',
        {
            ("#SBATCH", "--nodes"): "16",
            ("#SBATCH", "-N"): "4",
            ("#SBATCH", "--gres"): "gpu:a100:8",
            ("#SBATCH", "--exclusive"): "true",
            ("#SBATCH", "-J"): "a b",
        },
    ),
    "flags in a string": (
        'ARGS="--lr 1e-4 \\\n  --b 4\n --c"\nt $ARGS',
        {("--lr",): "1e-4", ("--b",): "4", ("--c",): "true"},
    ),
    "in single quotes": ("ARGS='--lr 1e-4 --x \"a b\"'", {("--lr",): "1e-4", ("--x",): "a b"}),
    "in a command of a string": (
        'CMD="CUDA=1 torchrun --n 4 t.py lr=3"',
        {("$CUDA",): "1", ("--n",): "4", ("lr",): "3"},
    ),
    "given to another shell": (
        'eval "t --lr 1"; bash -c \'t --b "2"\'; sbatch --wrap="t --c \'3\'"',
        {("--lr",): "1", ("-c",): "true", ("--b",): "2", ("--c",): "3"},
    ),
    "with quotes in quotes": (
        'srun bash -c "t --a \\"1\\" --b \\"x \\\\\\"y\\\\\\"\\" --c \\$D --d \'e f\'"',
        {("-c",): "true", ("--a",): "1", ("--b",): 'x \\"y\\"', ("--c",): None, ("--d",): "e f"},
    ),
    "in pieces": (
        'B=8\nCMD="t --lr "$LR" --b "$B" --c 3"\nD="--e "$B',
        {
            ("$B",): "8",
            ("--lr",): None,
            ("--b",): "8",
            ("--c",): "3",
            ("--e",): "8",
        },
    ),
    "in single quotes in pieces": ("B=8\nCMD='--b '$B' --c 3'", {("$B",): "8", ("--b",): "true", ("--c",): "3"}),
    "without quotes": ("FLAG=--bf16\nLR=--lr=1\nt --x $FLAG", {("--bf16",): "true", ("--lr",): "1", ("--x",): "true"}),
    "appended": (
        'ARGS=""\nARGS+=" --lr 1"\nARGS="$ARGS --b 2"\nt --x $ARGS',
        {
            ("$ARGS",): "",
            ("--lr",): "1",
            ("--b",): "2",
            ("--x",): "true",
        },
    ),
    "overrides in a string": (
        'A="optim.lr=1 x=2"\nB="SOLVER.LR 3 "',
        {("optim.lr",): "1", ("x",): "2", ("SOLVER.LR",): "3"},
    ),
    "an apostrophe in a string is a letter": (
        'A="--a 1 --b don\'t --c 2"',
        {("--a",): "1", ("--b",): "don't", ("--c",): "2"},
    ),
    "strings four deep are enough": (
        'eval "--a 1 \\"--b 2 \\\\\\"--c 3 x\\\\\\"\\""',
        {("--a",): "1", ("--b",): "2", ("--c",): "3"},
    ),
    "flags in a here-document": (
        "read -r -d '' ARGS <<EOF\n t.py \\\n --lr 1 \\\n --b 2\nEOF\nt --x $ARGS",
        {("--lr",): "1", ("--b",): "2", ("--x",): "true"},
    ),
    "in one that a command prints": (
        "A=$(cat <<-'E-1'\n\t--lr 1 it's\n\tE-1\n)\nB=`cat <<X\n--b 2\nX\n`\nC=\"$(cat <<X\n--c 3\nX\n)\"",
        {
            ("--lr",): "1",
            ("--b",): "2",
            ("--c",): "3",
        },
    ),
    "a script in a here-document": (
        "cat > run.sh <<EOF\nlr=3\nt --lr 1\nEOF\nt --b 2",
        {("$lr",): "3", ("--lr",): "1", ("--b",): "2"},
    ),
    "help and programs in here-documents are not read": (
        "cat <<EOF\nuse --lr 1\nEOF\npython3 - <<EOF\nx --b 2\nEOF\ncat > a <<EOF\nplain\n",
        {},
    ),
    "two here-documents": ("t <<A <<B\n--a 1\nA\n--b 2\nB\nt --c 3", {("--a",): "1", ("--b",): "2", ("--c",): "3"}),
    "shifts are no here-documents": (
        "A=$((1<<3)) B=$(x <<Q) t --lr 1 << \\\n 3",
        {("$A",): None, ("$B",): None, ("--lr",): "1"},
    ),
    "JSON in a here-document": (
        (
            'B=8\ncat > ds.json <<EOF\n{ "a": $B, "o": {"p": {"lr": "auto", "betas": [0.9, ${C:-0.95}]}},\n'
            ' "n": null, "s": $((B*2)), "e": ""}\nEOF\nt --x 1'
        ),
        {
            ("$B",): "8",
            ("<<", "a"): "8",
            ("<<", "o", "p", "lr"): "auto",
            ("<<", "o", "p", "betas", 0): "0.9",
            ("<<", "o", "p", "betas", 1): "0.95",
            ("<<", "n"): "null",
            ("<<", "s"): "16",
            ("<<", "e"): "",
            ("--x",): "1",
        },
    ),
    "JSON without variables": (
        'cat <<\'EOF\' > x\n{"a": "$B", "b": [[1], {}]}\nEOF',
        {("<<", "a"): "$B", ("<<", "b", 0, 0): "1"},
    ),
    "what is only like JSON is passed over": (
        "".join(
            f"cat <<A >x\n{text}\nA\n"
            for text in ('{"a": 1', "{]", "{{", '{"a" "b": 1 : 2', '{"a": "b', '{"a":' + "[" * 30)
        )
        + "t --lr 1",
        {("--lr",): "1"},
    ),
}


@pytest.mark.parametrize(("script", "expected"), VALUES.values(), ids=VALUES)
def test_what_a_script_says(script: str, expected: Expected) -> None:
    assert texts(script) == expected


PLACES: dict[str, tuple[str, str, str]] = {
    "a plain value": ("--lr", "t --lr 1e-4 --b 2", "t --lr «1e-4» --b 2"),
    "inside quotes": ("--lr", 't --lr "1e-4"', 't --lr "«1e-4»"'),
    "inside quotes behind an equals sign": ("--lr", "t --lr='1e-4'", "t --lr='«1e-4»'"),
    "inside quotes around it all": ("--lr", "t '--lr=1e-4'", "t '--lr=«1e-4»'"),
    "inside escaped quotes": ("--lr", 'eval "t --lr \\"1\\""', 'eval "t --lr \\"«1»\\""'),
    "in a string": ("--lr", 'A="--lr 1 --b 2"', 'A="--lr «1» --b 2"'),
    "in an empty value": ("$A", 'A=""', 'A="«»"'),
    "behind a switch": ("--bf16", "t --bf16 --b", "t --bf16«» --b"),
    "at the assignment": ("--lr", 'LR="1e-4"\nt --lr "$LR"', 'LR="«1e-4»"\nt --lr "$LR"'),
    "at the first of a chain": ("--lr", "A=1\nB=$A\nC=${B}\nt --lr $C", "A=«1»\nB=$A\nC=${B}\nt --lr $C"),
    "at the default": ("--lr", "t --lr ${LR:-1e-4}", "t --lr ${LR:-«1e-4»}"),
    "inside a default's quotes": ("$B", 'B="${1:-"8"}"', 'B="${1:-"«8»"}"'),
    "at the default of a default": ("$B", "B=${A:-${C-8}}", "B=${A:-${C-«8»}}"),
    "at the default of an assignment": ("--b", ": ${B:=8} $C\nt --b $B", ": ${B:=«8»} $C\nt --b $B"),
    "at the default that an assignment keeps": ("--b", "B=${B:-8}\nt --b $B", "B=${B:-«8»}\nt --b $B"),
    "at the batch directive": (
        "--n",
        "#SBATCH --nodes=4\nt --n $SLURM_NNODES",
        "#SBATCH --nodes=«4»\nt --n $SLURM_NNODES",
    ),
    "at the count in a batch directive": (
        "--n",
        "#SBATCH --gres=gpu:a:4\nt --n ${SLURM_GPUS_ON_NODE:-2}",
        "#SBATCH --gres=gpu:a:«4»\nt --n ${SLURM_GPUS_ON_NODE:-2}",
    ),
    "at an assignment behind the function that uses it": (
        "--b",
        "f() { t --b $B; }\nB=8\nf",
        "f() { t --b $B; }\nB=«8»\nf",
    ),
    "at an item of an array": ("--b", "B=(4 8)\nt --b ${B[1]}", "B=(4 «8»)\nt --b ${B[1]}"),
    "behind a letter of three bytes": ("--b", "t --€ --b 8", "t --€ --b «8»"),
}


@pytest.mark.parametrize(("name", "script", "expected"), PLACES.values(), ids=PLACES)
def test_a_new_value_goes(name: str, script: str, expected: str) -> None:
    assert marked(script, only(script, name)) == expected


KNOWN: dict[str, tuple[str, str | None, str]] = {
    "from an argument": ("t --b $1", None, "from the environment: $1"),
    "from nowhere": ("t --b ${B}", None, "from the environment: $B"),
    "from a node count that nobody states": (
        "#SBATCH --nodes=2-4\nt --b $SLURM_NNODES",
        None,
        "from the environment: $SLURM_NNODES",
    ),
    "from a command": ("t --b $(nproc)", None, "computed by a command: $(nproc)"),
    "from a backquoted command": ("B=`nproc`\nt --b $B", None, "computed by a command: `nproc`"),
    "from a part of a variable": ("t --b ${B%%x}", None, "computed: ${B%%x}"),
    "read while running": ("read B\nt --b $B", None, "read while running"),
    "a default of several words": ("t --b ${B:-a b}", None, "computed: ${B:-a b}"),
    "an empty default": ("t --b x${B:-}", "x", "computed: x${B:-}"),
    "defaults without end": ("t --b " + "${B:-" * 9 + "8" + "}" * 9, None, "from the environment: $B"),
    "a sum": ("A=64\nt --b $((A * 2 / ${N:-3}))", "42", "computed: $((A * 2 / ${N:-3}))"),
    "a sum in brackets": ("t --b $[ 2 ** 3 ** 2 - 1 ]", "511", "computed: $[ 2 ** 3 ** 2 - 1 ]"),
    "a sum by a program": ("n=4\nt --b $(expr 16 \\* $n)", "64", "computed: $(expr 16 \\* $n)"),
    "a sum by a backquoted program": ("t --b `expr 16 '*' 3`", "48", "computed: `expr 16 '*' 3`"),
    "a sum with signs and brackets": ("t --b $((-(7 % 4) + +010 - 0))", "5", "computed: $((-(7 % 4) + +010 - 0))"),
    "a sum of sums": ("t --b $(( $((1 + 2)) * 3 ))", "9", "computed: $(( $((1 + 2)) * 3 ))"),
    "a division by zero": ("t --b $((1 / 0))", None, "computed: $((1 / 0))"),
    "a sum of unknowns": ("t --b $((A + 1))", None, "computed: $((A + 1))"),
    "a sum of words": ("A=x\nt --b $((A + 1))", None, "computed: $((A + 1))"),
    "half a sum": ("t --b $((1 +))", None, "computed: $((1 +))"),
    "a sum with a bracket too few": ("t --b $[(1 + 2]", None, "computed: $[(1 + 2]"),
    "a sum with brackets that mismatch": ("t --b $[(1 2)]", None, "computed: $[(1 2)]"),
    "a sum with a number too many": ("t --b $((1 2))", None, "computed: $((1 2))"),
    "a sum out of bounds": ("t --b $((9 ** 63 ** 2))", None, "computed: $((9 ** 63 ** 2))"),
    "a sum of too many brackets": ("t --b $[" + "(" * 190 + "]", None, "computed: $[" + "(" * 35 + "..."),
    "a sum of too many letters": ("t --b $((" + "1+" * 200 + "1))", None, "computed: $((" + "1+" * 17 + "..."),
    "sums too deep": ("t --b " + "$((" * 7 + "1" + "))" * 7, None, "computed: " + "$((" * 7 + "1" + "))" * 7),
    "two variables": ("A=1\nB=2\nt --b $A$B", "12", "computed: $A$B"),
    "a variable with an end": ('A=1\nt --b "${A}e-5"', "1e-5", "computed: ${A}e-5"),
    "a variable that is unknown with an end": ("t --b p_$X", None, "computed: p_$X"),
    "two kinds of quotes": ("t --b 'a'\"b\"", "ab", "computed: a'\"b"),
    "a quote of the shell": ("t --b $'a'", "a", "computed: $'a"),
    "too long": (f"A={'x' * 150}\nt --b $A$A", None, "computed: $A$A"),
    "an array": ("A=(1 2)\nt --b ${A[@]}", None, "an array"),
    "appended to": ("B=1\nB+=2\nt --b $B", None, "appended to"),
    "set twice alike": ("if x; then B=8; else y; fi\nB=8\nB=8\nt --b $B", "8", "set 3 times (lines 1, 2, 3)"),
    "set twice": ("B=4\n\nB=8\nt --b $B", "8", "set twice (lines 1, 3)"),
    "set six times": ("B=1\nB=2\nB=3\nB=4\nB=5\nB=6\nt --b $B", "6", "set 6 times (lines 1, 2, 3, 4, 5, ...)"),
    "set once, perhaps": ("if x; then\n B=8\nfi\nt --b $B", "8", ""),
    "set alike in both branches": ("if x; then\n B=8\nelse\n B='8'\nfi\nt --b $B", "8", "set twice (lines 2, 4)"),
    "set differently in branches": (
        "if x; then\n B=8\nelif y; then\n B=4\nfi\nt --b $B",
        None,
        "set more than once (lines 2, 4)",
    ),
    "set in this branch": ("if x; then B=8; else B=4; t --b $B; fi", "4", ""),
    "set in the other branch": ("if x; then B=8; else t --b $B; fi", None, "from the environment: $B"),
    "set again, perhaps": ("B=8\nx && B=4\nt --b $B", None, "set more than once (lines 1, 2)"),
    "set in a case": (
        "case $1 in\n a|b) B=8 ;;\n (c) B=4;;\n --d) x;;& esac\nt --b $B",
        None,
        "set more than once (lines 2, 3)",
    ),
    "set in a case on one line": ("case $1 in a) B=8;; esac; t --b $B", "8", ""),
    "set in a function": ("function f { B=8; }\nt --b $B", "8", ""),
    "set in a function with brackets": ("f () {\n{ B=8; }\n}\nB=4\nt --b $B", "4", "set twice (lines 2, 4)"),
    "set in a subshell": ("if (x y); then (B=8); fi\nt --b $B", "8", ""),
    "from a loop": ("for B in 1 2; do t --b $B; done", None, "set in a loop"),
    "from a loop of one": ("for B in 8; do t --b $B; done", "8", "set in a loop"),
    "from a loop of arguments": ("for B; do t --b $B; done", None, "set in a loop"),
    "from a loop of a range": ("for B in {1..3}; do t --b $B; done", None, "set in a loop"),
    "from a loop of a list": ("L='1 2'\nfor B in $L; do t --b $B; done", None, "set in a loop"),
    "from a loop of nothing": ("for", None, ""),
    "set in a loop that counts": ("for ((i=0;i<3;i++)); do B=8; done\nwhile x; do y; done\nt --b $B", "8", ""),
    "a default where it is empty": ('B=$2\nif [ "$B" == "" ]; then\n B=8\nfi\nt --b $B', "8", ""),
    "a default at once": ('B=${1:-}\n[ -z "$B" ] && B=8\nt --b $B', "8", ""),
    "an argument unless it is large": (
        "B=$1\nif [ $A = large ]; then B=8; fi\nt --b $B",
        None,
        "set more than once (lines 1, 2)",
    ),
    "branches on one line": ("if x; then B=8; else B=4; fi; t --b $B", None, "set more than once (line 1)"),
    "a resource that is no GPU": (
        "#SBATCH --gres=disk:4\nt --b $SLURM_GPUS_ON_NODE",
        None,
        "from the environment: $SLURM_GPUS_ON_NODE",
    ),
    "an option unless given": ("B=8\nwhile getopts b: o; do case $o in b) B=$OPTARG;; esac; done\nt --b $B", "8", ""),
    "a default unless given": ('B=8\nwhile x; do case $1 in --b) B="$2"; shift;; esac; done\nt --b $B', "8", ""),
    "given again as an argument": ("B=$1\nB=$2\nt --b $B", None, "from the environment: $2"),
}


@pytest.mark.parametrize(("script", "text", "locked"), KNOWN.values(), ids=KNOWN)
def test_what_is_known_of_a_value(script: str, text: str | None, locked: str) -> None:
    leaves = [(leaf.text, leaf.locked) for leaf in read(script) if leaf.path == ("--b",)]
    assert leaves[-1:] == ([] if script == "for" else [(text, locked)])


def test_a_variable_that_may_hold_flags_tells_no_value() -> None:
    leaf = only('if a; then A="--x 1 --y 2"; else A=3; fi\nt --lr=$A', "--lr")
    assert (leaf.text, leaf.locked) == (None, "may hold flags")


def test_a_value_with_a_backslash_is_not_edited() -> None:
    leaf = only(r"t --lr \16", "--lr")
    assert (leaf.text, leaf.locked) == ("16", "not a plain word")


def test_a_text_longer_than_any_launch_script_is_refused() -> None:
    with pytest.raises(FileError, match="too long: 300001 characters"):
        read("#" * 300_001)


@pytest.mark.parametrize(
    "value",
    [
        "$@",
        '"$@"',
        "$*",
        "${@:2}",
        "$EXTRA_ARGS",
        "${OPTS}",
        '"--x"',
        "'a --x 1'",
        "torchrun",
        "$EMPTY",
        "$HELD",
        "A.B 3",
    ],
)
def test_what_is_no_value_of_a_flag(value: str) -> None:
    leaf = only(f"EMPTY=\nHELD='--y 1'\nt --flag {value}", "--flag")
    assert (leaf.text, leaf.locked) == (
        ("true", "a switch without a value") if value != "${@:2}" else (None, leaf.locked)
    )


def test_an_empty_value_in_quotes_is_one() -> None:
    assert only('EMPTY=\nt --flag "$EMPTY"', "--flag").text == ""


@pytest.mark.parametrize(
    ("variable", "directive"),
    [
        ("SLURM_NNODES", "-N 16"),
        ("SLURM_JOB_NUM_NODES", "--nodes=16"),
        ("SLURM_NTASKS", "-n 16"),
        ("SLURM_NTASKS_PER_NODE", "--ntasks-per-node 16"),
        ("SLURM_GPUS_PER_NODE", "--gpus-per-node=16"),
        ("SLURM_GPUS_PER_NODE", "--gpus-per-node a100:16"),
        ("SLURM_GPUS_ON_NODE", "--gres=gpu:16"),
        ("SLURM_GPUS_ON_NODE", "--gres=gpu:h100:16"),
    ],
)
def test_a_batch_directive_gives_its_variable(variable: str, directive: str) -> None:
    assert only(f"#SBATCH {directive}\nA=${variable}", "$A").text == "16"


WORDS = {
    "programs and their arguments": ("torchrun --n 4 pretrain_gpt.py --lr 1", {"torchrun", "pretrain_gpt.py"}),
    "modules": ("python3 -m verl.trainer.main_ppo a=1", {"python3", "verl.trainer.main_ppo"}),
    "scripts given by a flag": ("t --script x.py", {"t", "x.py"}),
    "of strings": ('CMD="swift sft --lr 1"; eval $CMD', {"swift", "sft", "eval"}),
    "of variables": ("P='python -x'\n$P t.py $UNKNOWN 3", {"python", "-x", "t.py"}),
    "below an unknown folder": ("python $HOME/train.py", {"python", "train.py"}),
    "not of tools, nor endless ones": (f"cd x; t {'y' * 201}", {"t"}),
    "not of lists of flags": ("A='--x 1'; t $A", {"t"}),
}


@pytest.mark.parametrize(("script", "words"), WORDS.values(), ids=WORDS)
def test_what_a_script_names(script: str, words: set[str]) -> None:
    assert shell.read(script).words == words


def test_leaves_come_in_the_order_of_the_file_with_their_lines() -> None:
    script = "#SBATCH -N 2\nLR=1\nt \\\n --a 3 \\\n --lr $LR\nA='\n--b 1'"
    assert [(leaf.path[-1], leaf.line) for leaf in read(script)] == [
        ("-N", 1), ("$LR", 2), ("--a", 4), ("--lr", 2), ("--b", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("opening", ['"', "'", "$(", "${", "`"])
def test_what_is_never_closed_is_refused_with_its_line(opening: str) -> None:
    with pytest.raises(FileError, match="is never closed") as caught:
        shell.read(f"t 'a' \"b\"\nt {opening}x\ny\n")
    assert caught.value.line == 2


OPEN = {
    "a quote in a string": ("A='--a 1 --b \"x'", {("--a",): "1", ("--b",): "x"}),
    "an escaped quote in a string": ('A="--a 1 --b \\"x"', {("--a",): "1", ("--b",): "x"}),
    "a default in a string": ("A='--a 1 --b ${X'", {("--a",): "1", ("--b",): None}),
    "a here-document": ("t <<EOF\n--lr 1", {("--lr",): "1"}),
    "a backslash": ("t --a 1 \\", {("--a",): "1"}),
    "a backslash in a string": ("A='--a \\\\x' ", {("--a",): "\\x"}),
    "nothing but quotes": ('A="--a 1 "" --b 2"', {("--a",): "1", ("--b",): "2"}),
    "ends of what never began": ("fi; done; esac; }; ); else; ;; t --a 1", {("--a",): "1"}),
    "quotes within a substitution": ('A=$(x \')\' "$(y ")")" `z`) t --a ${X:-"}"}', {("$A",): None, ("--a",): "}"}),
    "escapes": ('t --a a\\ b --b "\\$5 \\x\\\n"', {("--a",): "a b", ("--b",): "$5 \\x"}),
    "brackets without end": ("t --a $[1 --b 2", {("--a",): "$[1", ("--b",): "2"}),
    "a dollar alone": ('t --a 5$ --b "$"', {("--a",): "5$", ("--b",): "$"}),
}


@pytest.mark.parametrize(("script", "expected"), OPEN.values(), ids=OPEN)
def test_what_is_odd_is_read_as_far_as_it_goes(script: str, expected: Expected) -> None:
    assert texts(script) == expected


PIECES = st.sampled_from(
    '--lr|-b|--x=|A=|B=|$A|${B:-|}|$(|)|$((|))|`|\'|"|\\"|\\|\\\n|\n| | |1e-4|8|-1|0.9|x|a.b=|S.LR|#|#SBATCH -N 4'
    '|<<E|E|\nE\n|{|}|[|]|"a":|,|(|if |then |else |fi|for |in|do |done|case |esac|;;|;|&&|\\\\|>|f()|[[|]]|:=|expr |+|*'
    "|export |read |: |eval |bash -c |t.py|\r\n|\t|ü".split("|")
)
SCRIPTS = st.lists(PIECES, max_size=40).map("".join)
LINES = [
    "A=8\n",
    "B=${B:-4}\n",
    "C=$A\n",
    "D=$((A * 2))\n",
    "#SBATCH --nodes=2\n",
    "python t.py --lr 1e-4 --b $A\n",
    "if x; then\n",
    "else\n",
    "fi\n",
    "ARGS='--lr 1 --betas 0.9 0.95'\n",
    'CMD="t --b $C --x \\"3\\""\n',
    "t $ARGS o.lr=3 SOLVER.LR 4\n",
    "L=( --c 1 --d $SLURM_NNODES )\n",
    'cat >x <<E\n{"a": $A, "b": [1, "2"]}\nE\n',
    "for i in 1 2; do\n",
    "done\n",
    "E=(1 2)\n",
    ": ${F:=3}\n",
    "t --f $F --b=${B} --e ${E[0]}\n",
    "t --q \\\n --lr '1' \\\n # --b 2 \\\n -c 3\n",
    "f() {\n",
    "}\n",
    "x && A=5\n",
    "A=$1\n",
    'if [ -z "$A" ]; then\n',
]
SANE = st.lists(st.sampled_from(LINES), max_size=14).map("".join)


@given(st.text() | SCRIPTS)
@example("function " * 3000)
@example("A='--a `'")
@example("$(" * 5000 + "'")
def test_any_text_is_read_or_refused(script: str) -> None:
    try:
        leaves = read(script)
    except FileError:
        return
    for leaf in leaves:
        assert 0 <= leaf.start <= leaf.end <= len(script)
        assert leaf.line == script.count("\n", 0, leaf.start) + 1


def editable(script: str) -> list[Leaf]:
    return [leaf for leaf in read(script) if not leaf.locked]


@settings(max_examples=300)
@given(SANE)
def test_an_edit_changes_its_leaf_and_those_that_share_its_place_and_no_other(script: str) -> None:
    """Leaves that are computed from it, or that were alike by chance, are not promised to stay."""
    before = read(script)
    for leaf in editable(script):
        assert leaf.text == script[leaf.start : leaf.end]
        after = read(script[: leaf.start] + "77777" + script[leaf.end :])
        assert [each.path for each in after] == [each.path for each in before]
        for old, new in zip(before, after, strict=True):
            if (old.start, old.end) == (leaf.start, leaf.end) and not old.locked:
                assert new.text == "77777"
            elif not old.locked:
                assert new.text == old.text


@given(SCRIPTS)
def test_an_editable_value_stands_where_it_is_said_to(script: str) -> None:
    try:
        leaves = editable(script)
    except FileError:
        return
    for leaf in leaves:
        assert leaf.text is not None
        stands = script[leaf.start : leaf.end]
        assert leaf.text == stands or "\\" in stands


@pytest.mark.parametrize(
    "piece",
    [
        "--lr 1 ",
        "A=1\n",
        '"$A"',
        "$(",
        "<<A ",
        "if x; then A=1\n",
        "${A:-",
        "\\\n",
        "'--x' ",
        'x="--a \\"b\\" "\n',
        "for a in b; do ",
    ],
)
def test_a_long_text_is_read_to_its_end(piece: str) -> None:
    """Quadratic work on as much of one thing would not end within the patience of any runner."""
    with contextlib.suppress(FileError):
        assert shell.read(piece * (290_000 // len(piece))).text.startswith(piece[:1])
