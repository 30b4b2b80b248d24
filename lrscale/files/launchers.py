"""How many processes a launch starts, from the flags of its launcher and of its cluster.

Strongest first: the launcher's own flags; the visible devices, where a launcher of one machine takes them all; the
cluster's nodes and devices. File names and comments are never trusted. ``gpu``, ``auto`` and ``1:4`` tell nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lrscale.files.quantities import device_list

if TYPE_CHECKING:
    from lrscale.files.document import Leaf
    from lrscale.files.lookup import Lookup
    from lrscale.files.quantities import Amount

__all__ = ["World", "world_of"]


class World(NamedTuple):
    """A number of processes, and the scalar that tells it."""

    size: int
    leaf: Leaf
    why: str


def world_of(lookup: Lookup) -> World | None:
    """Return the number of processes that the commands of a file start, None where they do not say."""
    return (
        _per_node(lookup, ("--nproc_per_node", "--nproc-per-node"), ("--nnodes",))
        or _total(lookup, ("--num_processes", "--num-processes"))
        or _included(lookup)
        or (_per_node(lookup, ("--num_gpus",), ("--num_nodes",)) if _runs(lookup, "deepspeed") else None)
        or (_per_node(lookup, ("$NPROC_PER_NODE",), ("$NNODES",)) if _runs(lookup, "swift", "megatron") else None)
        or (_total(lookup, _mpi(lookup)) if _runs(lookup, "mpirun", "mpiexec", "horovodrun") else None)
        or _visible(lookup)
        or _cluster(lookup)
    )


def _mpi(lookup: Lookup) -> tuple[str, ...]:
    """Return the flag that counts MPI's processes; beside ``-np``, ``-n`` is one of the program that is started."""
    return ("-np",) if lookup.find("-np") else ("-n",)


def _runs(lookup: Lookup, *programs: str) -> bool:
    return any(program in lookup.words for program in programs)


def _count(lookup: Lookup, names: tuple[str, ...]) -> tuple[int | None, Leaf] | None:
    """Return a number all places agree on, with the first; a None number where it is there and cannot be known."""
    leaves = [leaf for name in names for leaf in lookup.find(name) if str(leaf.path[0]).startswith(name[0])]
    if not leaves:
        return None
    told = {leaf.text.strip() if leaf.text is not None else None for leaf in leaves}
    text = told.pop()
    number = int(text) if not told and text is not None and text.isdecimal() and int(text) else None
    return number, leaves[0]


def _per_node(lookup: Lookup, each: tuple[str, ...], nodes: tuple[str, ...]) -> World | None:
    """Return processes a node times nodes; one node where none are named, and no host file either."""
    per_node = _count(lookup, each)
    if per_node is None or per_node[0] is None:
        return None
    found = _count(lookup, nodes)
    if found is None and lookup.find("--hostfile"):
        return None
    if found is not None and found[0] is None:
        return None
    count = found[0] if found else 1
    assert count is not None  # noqa: S101  # told apart above
    size = per_node[0] * count
    return World(size, per_node[1], f"{per_node[0]} a node x {count}" if count > 1 else f"{size} processes")


def _total(lookup: Lookup, names: tuple[str, ...]) -> World | None:
    found = _count(lookup, names)
    return None if found is None or found[0] is None else World(found[0], found[1], f"{found[0]} processes in all")


_HOST = re.compile(r"[^:@]+:([\d,]+)")


def _included(lookup: Lookup) -> World | None:
    """Return the devices named by ``deepspeed --include localhost:0,1@other:2``."""
    for leaf in lookup.find("--include"):
        hosts = [_HOST.fullmatch(host) for host in (leaf.text or "").split("@")]
        if leaf.text and all(hosts):
            size = sum(len(host.group(1).strip(",").split(",")) for host in hosts if host)
            return World(size, leaf, f"{size} devices included")
    return None


# Launchers that start a process on every visible device.
_TAKE_ALL = ("deepspeed", "accelerate", "fairseq-train", "fairseq-hydra-train")


def _visible(lookup: Lookup) -> World | None:
    """Return the visible devices: one is one process, several are as many where a launcher takes them all."""
    leaves = lookup.find("$CUDA_VISIBLE_DEVICES")
    counts = {amount.value if amount else None for amount in (_devices(leaf) for leaf in leaves)}
    size = counts.pop() if len(counts) == 1 else None
    if not isinstance(size, int):
        return None
    takes_all = _runs(lookup, *_TAKE_ALL) and not lookup.find("--nnodes") + lookup.find("--hostfile")
    return World(size, leaves[0], f"{size} visible devices") if size == 1 or takes_all else None


def _devices(leaf: Leaf) -> Amount | None:
    text = (leaf.text or "").strip()
    return device_list("devices", f"{text}," if text and "," not in text else text)


def _cluster(lookup: Lookup) -> World | None:
    """Return nodes times devices of a SLURM job; tasks a node count where srun starts the processes itself."""
    found = _count(lookup, ("#SBATCH.--nodes", "#SBATCH.-N"))
    nodes = 1 if found is None else found[0]
    if nodes is None or not _runs(lookup, "srun", "torchrun", "python", "python3"):
        return None
    if _runs(lookup, "srun"):
        tasks = _count(lookup, ("#SBATCH.--ntasks-per-node",))
        if tasks and tasks[0]:
            return World(nodes * tasks[0], tasks[1], f"{nodes} nodes x {tasks[0]} tasks")
    return None
