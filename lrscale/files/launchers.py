"""How many processes a launch starts, from the flags of its launcher and of its cluster.

Strongest first: the launcher's own flags; the visible devices, where a launcher of one machine takes them all; the
cluster's tasks, nodes and devices. File names and comments are never trusted. ``gpu``, ``auto``, ``1:4``, a host file,
and a flag that two branches set differently tell nothing, and then weaker evidence is not asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lrscale.files.document import Leaf

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrscale.files.lookup import Lookup

__all__ = ["World", "speaks", "world_of"]


class World(NamedTuple):
    """A number of processes, and the scalar that tells it.

    Attributes:
        size: the number.
        leaf: the scalar, or the first of several.
        why: the arithmetic, for people.
        named: a launcher's own flag says so, which goes before what a file of the launcher says.
    """

    size: int
    leaf: Leaf
    why: str
    named: bool = True


class _Unclear(Exception):
    """Evidence that is there and does not tell the number."""


def world_of(lookup: Lookup) -> World | None:
    """Return the number of processes that the commands of a file start, None where they do not say."""
    try:
        return next((world for find in _EVIDENCE if (world := find(lookup)) is not None), None)
    except _Unclear:
        return None


def speaks(lookup: Lookup) -> bool:
    """Return whether a launch says how many processes it starts, also where that does not tell the number."""
    try:
        return any(find(lookup) is not None for find in _EVIDENCE)
    except _Unclear:
        return True


def _runs(lookup: Lookup, *programs: str) -> bool:
    return any(lookup.shows(f"$ {program}") for program in programs)


def _flags(lookup: Lookup, *names: str) -> list[Leaf]:
    """Return the scalars of flags, variables or batch directives, not of keys that are spelled alike."""
    return [
        leaf
        for name in names
        for leaf in lookup.find(name)
        if str(leaf.path[0]).startswith(name[0]) and _same_letter(leaf, name.rpartition(".")[2])
    ]


def _same_letter(leaf: Leaf, name: str) -> bool:
    """Return whether a flag of one letter is in the same case: ``-N`` are nodes, ``-n`` tasks."""
    return len(name) > len("-n") or leaf.path[-1] == name


def _count(leaves: list[Leaf]) -> int:
    """Return the number all places agree on."""
    texts = {leaf.text.strip() if leaf.text is not None else "" for leaf in leaves}
    text = texts.pop()
    if texts or not text.isdecimal() or not int(text):
        raise _Unclear
    return int(text)


def _shown(each: int, nodes: int) -> str:
    return f"{each} a node x {nodes} nodes" if nodes > 1 else f"{each} processes"


def _torch(lookup: Lookup) -> World | None:
    """Read torchrun, torch.distributed.launch and .run, colossalai run, tune run: processes a node times nodes."""
    each = _flags(lookup, "--nproc_per_node")
    return _times_nodes(lookup, each, ("--nnodes",)) if each else None


def _deepspeed(lookup: Lookup) -> World | None:
    """Read deepspeed: the devices it includes, or devices a node times nodes."""
    if not _runs(lookup, "deepspeed", "deepspeed.*", "colossalai"):
        return None
    included, each = _flags(lookup, "--include", "-i"), _flags(lookup, "--num_gpus")
    if _flags(lookup, "--exclude"):
        raise _Unclear
    if included and _runs(lookup, "deepspeed", "deepspeed.*"):
        return _included(included)
    return _times_nodes(lookup, each, ("--num_nodes",)) if each else None


def _times_nodes(lookup: Lookup, each: list[Leaf], names: tuple[str, ...]) -> World:
    """Return processes a node times nodes; one node where nothing speaks of more."""
    per_node = _of_a_node(lookup, each)
    named = _flags(lookup, *names) or _flags(lookup, "--num_nodes")
    hosts = _flags(lookup, "--host") if _runs(lookup, "colossalai") else []
    if named:
        nodes = _count([leaf._replace(text=_exact(leaf.text)) for leaf in named])
    elif hosts:
        nodes = len((hosts[0].text or "").split(","))
        if not hosts[0].text or len(hosts) > 1:
            raise _Unclear
    else:
        nodes = 1
        # A host file, or a job of several nodes: which of them take part is not in the command.
        if _flags(lookup, "--hostfile") or _cluster_nodes(lookup) != 1:
            raise _Unclear
    return World(per_node * nodes, each[0], _shown(per_node, nodes))


def _of_a_node(lookup: Lookup, leaves: list[Leaf]) -> int:
    """Return the processes of a node; ``gpu`` and ``auto`` are as many as devices are visible."""
    if {leaf.text for leaf in leaves} in ({"gpu"}, {"auto"}):
        seen = _seen(lookup)
        if seen is None:
            raise _Unclear
        return seen.size
    return _count(leaves)


def _exact(text: str | None) -> str | None:
    """Return 2 for ``2:2``, a range of nodes that is none."""
    fewest, _, most = (text or "").partition(":")
    return fewest if fewest == most else text


_HOST = re.compile(r"[^:@]+:\d+(,\d+)*,?")


def _included(leaves: list[Leaf]) -> World:
    """Return the devices named by ``deepspeed --include localhost:0,1@other:2``."""
    texts = {leaf.text for leaf in leaves}
    hosts = (leaves[0].text or "").split("@")
    if len(texts) > 1 or not all(_HOST.fullmatch(host) for host in hosts):
        raise _Unclear
    size = sum(len(host.partition(":")[2].strip(",").split(",")) for host in hosts)
    return World(size, leaves[0], f"{size} devices included")


def _accelerate(lookup: Lookup) -> World | None:
    """Read accelerate launch: ``--num_processes`` counts those of all machines."""
    leaves = _flags(lookup, "--num_processes")
    if not leaves or not _runs(lookup, "accelerate", "accelerate.*", "launch"):
        return None
    size = _count(leaves)
    return World(size, leaves[0], f"{size} processes in all")


def _environment(lookup: Lookup) -> World | None:
    """Read what swift, xtuner and LLaMA-Factory take from the environment."""
    each = _flags(lookup, "$NPROC_PER_NODE") if _runs(lookup, "swift", "megatron", "xtuner", "llamafactory-cli") else []
    return _times_nodes(lookup, each, ("$NNODES",)) if each else None


def _mpi(lookup: Lookup) -> World | None:
    """Read mpirun and its like; ``-n`` may be a flag of the program, and counts where there is no ``-np``."""
    if not _runs(lookup, "mpirun", "mpiexec", "horovodrun"):
        return None
    leaves = _flags(lookup, "-np") or _flags(lookup, "--np", "-n")
    if not leaves:
        return None
    size = _count(leaves)
    return World(size, leaves[0], f"{size} processes in all")


def _composer(lookup: Lookup) -> World | None:
    """Read Composer's launcher: all processes, or those of its one node."""
    if not _runs(lookup, "composer"):
        return None
    total, each = _flags(lookup, "--world_size"), _flags(lookup, "-n", "--nproc")
    leaves = total or each
    return World(_count(leaves), leaves[0], f"{_count(leaves)} processes") if leaves else None


def _single(lookup: Lookup) -> World | None:
    """Read torchtune's recipes for one device."""
    leaves = _flags(lookup, "--config") if _runs(lookup, "tune") else []
    return World(1, leaves[0], "a recipe for one device") if leaves and _runs(lookup, "*_single_device") else None


# timm: distributed_train.sh PROCESSES ...; OpenMMLab: dist_train.sh CONFIG PROCESSES ...
_SCRIPT = re.compile(r"^[^#\n]*?\b(?:distributed_train\.sh|dist_train\.sh[ \t]+\S+)[ \t]+(\d+)(?=\s|$)", re.MULTILINE)


def _script(lookup: Lookup) -> World | None:
    """Read the launch scripts of timm and OpenMMLab, whose argument is the processes a node."""
    if lookup.document.syntax != "shell" or not _runs(lookup, "distributed_train.sh", "dist_train.sh"):
        return None
    text = lookup.document.text
    each = [
        Leaf(("PROCESSES",), found[1], found.start(1), found.end(1), text.count("\n", 0, found.start(1)) + 1)
        for found in _SCRIPT.finditer(text)
    ]
    return _times_nodes(lookup, each, ("$NNODES", "--nnodes")) if each else None


# Launchers that start a process on every visible device, and those that start processes at all.
_TAKE_ALL = ("deepspeed", "accelerate", "llamafactory-cli", "fairseq-train", "fairseq-hydra-train")
_LAUNCHERS = (*_TAKE_ALL, "torchrun", "torch.distributed.*", "colossalai", "mpirun", "mpiexec", "horovodrun", "tune")


def _seen(lookup: Lookup) -> World | None:
    """Return the number of visible devices, None where it is not said, or differs from command to command."""
    leaves = _flags(lookup, "$CUDA_VISIBLE_DEVICES", "$ASCEND_RT_VISIBLE_DEVICES", "$HIP_VISIBLE_DEVICES")
    leaves += _flags(lookup, "--gpu_ids") if _runs(lookup, "accelerate", "accelerate.*") else []
    named = [[part.strip() for part in (leaf.text or "").split(",") if part.strip()] for leaf in leaves]
    sizes = {len(devices) if all(device.isdecimal() for device in devices) else 0 for devices in named}
    size = sizes.pop() if len(sizes) == 1 else 0
    return World(size, leaves[0], f"{size} visible devices", named=False) if size else None


def _visible(lookup: Lookup) -> World | None:
    """Return the visible devices: one is one process, several are as many where a launcher takes them all."""
    seen = _seen(lookup)
    nodes = _flags(lookup, "--nnodes", "--num_nodes", "--num_machines", "$NNODES")
    alone = all(leaf.text == "1" for leaf in nodes) and not _flags(lookup, "--hostfile")
    if seen is None or not alone:
        return None
    return seen if seen.size == 1 or (_runs(lookup, *_TAKE_ALL) and _cluster_nodes(lookup) == 1) else None


def _cluster_nodes(lookup: Lookup) -> int | None:
    """Return the nodes of a SLURM job, 1 where it names none, None where they vary."""
    leaves = _flags(lookup, "#SBATCH.--nodes", "#SBATCH.-N")
    try:
        return _count(leaves) if leaves else 1
    except _Unclear:
        return None


_PROGRAM = re.compile(r"\.py\b|\./|\bbash\b|\bpython")


def _srun_tasks(lookup: Lookup) -> list[Leaf]:
    """Return the tasks that srun is told to start; a ``-n`` behind the program is the program's own."""
    text = lookup.document.text
    starts = [(text.rfind("srun", 0, leaf.start), leaf) for leaf in _flags(lookup, "-n")]
    own = [leaf for start, leaf in starts if start >= 0 and _PROGRAM.search(text, start, leaf.start)]
    return _flags(lookup, "--ntasks") + [leaf for _, leaf in starts if leaf not in own]


def _cluster(lookup: Lookup) -> World | None:
    """Return the tasks of a SLURM job that srun starts, or nodes times devices for a launcher that takes them all."""
    starts = _runs(lookup, "srun") and not _runs(lookup, *_LAUNCHERS)
    nodes = _flags(lookup, "--nodes", "-N") if starts else []
    count = _count(nodes) if nodes else _cluster_nodes(lookup)
    if starts:
        tasks = _srun_tasks(lookup) or _flags(lookup, "#SBATCH.--ntasks", "#SBATCH.-n")
        if tasks:
            return World(_count(tasks), tasks[0], f"{_count(tasks)} tasks", named=False)
    if count is None:
        return None
    devices = _devices(lookup, starts=starts)
    if starts:
        each = _flags(lookup, "--ntasks-per-node") or _flags(lookup, "#SBATCH.--ntasks-per-node")
        # A script may start more.
        alone = devices is None and not _runs(lookup, "bash", "sh", "*.sh")
        if each and (_count(each) > 1 or alone or (devices is not None and devices[0] == 1)):
            return World(_count(each) * count, each[0], _shown(_count(each), count), named=False)
        # One task a node on several devices: what it starts is not in this file.
        return (
            None
            if each or devices is None
            else World(devices[0] * count, devices[1], _shown(devices[0], count), named=False)
        )
    if devices is None or not (_runs(lookup, *_TAKE_ALL) or (devices[0] == count == 1)):
        return None
    return World(devices[0] * count, devices[1], _shown(devices[0], count), named=False)


_GRES = re.compile(r"(?:.*,)?(?:gpu(?::[A-Za-z][\w.-]*)?:)?(\d+)(?:,.*)?|[A-Za-z][\w.-]*:(\d+)")


def _devices(lookup: Lookup, *, starts: bool) -> tuple[int, Leaf] | None:
    """Return the devices of a node: ``--gpus-per-node=4``, ``--gres=gpu:a100:4``."""
    for name in ("--gpus-per-node", "--gres"):
        leaves = (_flags(lookup, name) if starts else []) or _flags(lookup, f"#SBATCH.{name}")
        found = {_GRES.fullmatch((leaf.text or "").strip()) for leaf in leaves}
        sizes = {int(match[1] or match[2]) if match else 0 for match in found}
        if len(sizes) == 1 and (size := sizes.pop()):
            return size, leaves[0]
        if leaves:
            raise _Unclear
    return None


_EVIDENCE: tuple[Callable[[Lookup], World | None], ...] = (
    _torch,
    _accelerate,
    _deepspeed,
    _environment,
    _mpi,
    _composer,
    _single,
    _script,
    _visible,
    _cluster,
)
