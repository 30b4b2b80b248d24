"""Optimizers by their whole name, and what each means for batch, learning rate and weight decay.

The names are those of torch, optax, transformers, DeepSpeed, bitsandbytes, timm, Keras, torchao, pytorch_optimizer,
Composer and the papers, in lower case with nothing but letters and digits: ``torch.optim.AdamW`` is ``adamw``. Words
that only say how it is built (``paged``, ``8bit``, ``fused``) are dropped from either end; what is left must be a whole
name, so that no optimizer is ever taken for another because its name contains it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

__all__ = ["FAMILIES", "Optimizer", "recognise"]


class Optimizer(NamedTuple):
    """What lrscale needs to know about an optimizer.

    Attributes:
        name: canonical name.
        family: which learning-rate rules and ranges apply to it.
        decoupled: weight decay acts on the weights, multiplied by the learning rate.
        adam_moments: has beta1, beta2 and eps with the meaning they have in Adam.
        feels_scale: a gradient of twice the size makes a step of twice the size.
    """

    name: str
    family: str
    decoupled: bool
    adam_moments: bool
    feels_scale: bool


@lru_cache(maxsize=256)
def recognise(name: str | None) -> Optimizer | None:
    """Return what is known of an optimizer, or None for a name nobody knows.

    >>> recognise("paged_adamw_8bit")
    Optimizer(name='adamw', family='adaptive', decoupled=True, adam_moments=True, feels_scale=False)
    >>> recognise("not_adamw") is None
    True
    """
    if name is None:
        return None
    last = name.strip().rpartition(".")[2].lower()
    squashed = "".join(letter for letter in last if letter.isascii() and letter.isalnum())
    found = {_SPELLINGS[squashed]} if squashed in _SPELLINGS else {_SPELLINGS[s] for s in _bare(squashed)}
    if len(found) != 1:
        return None
    known = found.pop()
    family = _FAMILY_OF[known]
    feels_scale = family == "sgd" or known == "schedulefreesgd"
    return Optimizer(known, family, known in _DECOUPLED, known in _ADAM_MOMENTS, feels_scale)


def _bare(name: str) -> set[str]:
    """Return the known names that remain when words for the implementation are dropped from either end."""
    reached, open_ends = {name}, [name]
    while open_ends:
        end = open_ends.pop()
        shorter = {end.removeprefix(word) for word in _QUALIFIERS} | {end.removesuffix(word) for word in _QUALIFIERS}
        open_ends += shorter - reached
        reached |= shorter
    return reached & _SPELLINGS.keys()


_QUALIFIERS = (
    "paged bnb bitsandbytes fused foreach torch pytorch torchao apex cpu gpu npu xla deepspeed anyprecision "
    "mixedprecision distributed dist kahan offload compiled triton capturable flash optimi heavyball singledevice "
    "tensorparallel optimizer legacy layerwise 8bit 4bit 16bit 32bit fp8 fp16 fp32 bf16 bfloat16"
).split()

# Families by how the step depends on the gradient: "adaptive" divides by its size per coordinate, "sign" keeps only its
# sign, "lars" and "lamb" rescale per layer, "matrix" per matrix, "lr-free" finds its own step size.
FAMILIES: dict[str, str] = {
    "sgd": """
        accsgd aggmo asgd csgdc csgdp csgdw decoupledsgdw dpsgd lomo musgd noisysgd optimisticgradientdescent pid pnm
        qhm sgd sgdc sgdp sgdsai sgdw tam
    """,
    "adaptive": """
        a2grad acprop adabelief adabound adadelta adafactor adafactorbv adafactorbvc adagc adagrad adalite adalomo
        adam adamatan2 adamax adamaxw adamc adammini adamod adamp adams adamw adamwsn adan adanorm adanw adapnm
        adashift adasmooth adatam ademamix adopt adoptatan2 adoptc adoptw aida amsgrad ano apolloadamw avagrad
        cadafactor cadafactorbv cadafactorbvc cadamc cadamp cadamw cadan cadanw cadopt cadoptc cadoptw came claprop
        cmars cnadamc cnadamw crmsproptf decoupledadamw diffgrad dualadam exadam fadam fira ftrl galoreadafactor
        galoreadamw grams grokadamw grokfastadamw hyperballadamw kate laprop lapropc lazyadam madgrad madgradw mars
        msamlaprop msvag muadam muadamw nadam nadamc nadamw novograd novogradc novogradw onebitadam optimisticadam
        optimisticadamv2 ortholaprop padam proximaladagrad qhadam radabelief radam radamw ranger ranger21 rmsprop
        rmsproptf rmsproptfc rmsproptfw sara simplifiedademamix sm3 spam sparseadam stableadamw stablespam
        unscaledadamw yogi zerooneadam
    """,
    "sign": """
        clion clionc decoupledlionw demo focus lion lionc signlaprop signsgd signum tiger
    """,
    "lars": """
        larc lars nlarc nlars
    """,
    "lamb": """
        clamb clambw lamb lambc lambcd lambcw lambw lans onebitlamb
    """,
    "matrix": """
        adago adamuon conda dash dion klshampoo klsoap kron kronc kronw mop muon muonadamatan2 muonclip muonhyperball
        muonlaprop nadamuon nmuon normuon polargrad scion shampoo sinkhornmuon soap soapademamix soapnadam solp
        spectralsphere spel splus
    """,
    "second-order": """
        adahessian apollodqn lbfgs sophia
    """,
    "schedule-free": """
        schedulefreeadamw schedulefreeradam schedulefreesgd
    """,
    "lr-free": """
        adamg cocob dadaptadagrad dadaptadam dadaptadamw dadaptadan dadaptlion dadaptsgd dog dowg ldog lionprodigy
        mechanic momo momoadam prodigy prodigyplusschedulefree
    """,
}

# Other spellings of the same optimizer.
_ALSO: dict[str, str] = {
    "a2grad": "a2gradexp a2gradinc a2graduni",
    "adabound": "amsbound",
    "adafactorbv": "adafactorbigvision",
    "adam": "adam8 hybridadam",
    "adamuon": "adamuonadv adaptivemuon tensorparalleladaptivemuon",
    "adamw": "adamw8 adamwadv adamweightdecay adamwhf aoadamw4bit aoadamw8bit aoadamwfp8 bertadam",
    "adopt": "adoptadv",
    "adoptw": "adoptadamw",
    "apolloadamw": "qapolloadamw",
    "dadaptadam": "dadaptadampreprint dadaptation dadaptationadam",
    "dadaptadan": "dadaptadanip",
    "dadaptlion": "dadaptationlion",
    "decoupledlionw": "adalrlion cliplion decoupledadalrlion decoupledcliplion decoupledlionw8b",
    "galoreadamw": "galore qgaloreadamw8bit",
    "klshampoo": "heavyklshampoo okls",
    "klsoap": "heavyklsoap rekls",
    "kron": "psgd psgdkron psgdlra psgdpro",
    "lamb": "nvlamb",
    "lion": "lionadv",
    "lionprodigy": "lionprodigyadv",
    "mechanic": "mechanize",
    "muon": "layershardedmuon muonadam muonadamw muonadv muonwithauxadam singledevicemuonwithauxadam",
    "novograd": "nvnovograd",
    "optimisticgradientdescent": "ogd",
    "prodigy": "prodigyadv prodigyreference",
    "prodigyplusschedulefree": "prodigyschedulefree",
    "radam": "rectifiedadam",
    "ranger": "rangerqh rangerva",
    "schedulefreeadamw": """
        adamwschedulefree adamwschedulefreeclosure adamwschedulefreekahan adamwschedulefreepaper
        adamwschedulefreereference sfadamw
    """,
    "schedulefreeradam": "radamschedulefree radamschedulefreeclosure",
    "schedulefreesgd": "sgdschedulefree sgdschedulefreeclosure sgdschedulefreereference",
    "scion": "scionlight",
    "sgd": "momentum nag nesterov sgdmomentum sgdnesterov sgdnesterov8bit stochasticgradientdescent",
    "shampoo": "scalableshampoo",
    "signsgd": "signsgdadv",
    "sm3": "sm3ii",
    "soap": "blockedsoap heavysoap",
    "soapademamix": "heavysoapademamix",
    "soapnadam": "heavysoapnadam",
    "solp": "heavysolp",
    "sophia": "sophiag sophiah",
    "spectralsphere": "spectralball spectralballdist",
}

_FAMILY_OF = {name: family for family, names in FAMILIES.items() for name in names.split()}
_SPELLINGS = {name: name for name in _FAMILY_OF} | {also: name for name, more in _ALSO.items() for also in more.split()}

# Where libraries disagree (adam, lamb, radam) or the decay is not multiplied by the learning rate, it is not listed.
_DECOUPLED = frozenset(
    """
    adafactor adagc adago adahessian adalite adalomo adamatan2 adamaxw adamc adammini adamod adamp adams adamuon adamw
    adamwsn adan adanorm adanw adapnm adatam ademamix adoptatan2 adoptc adoptw ano apolloadamw avagrad cadafactor
    cadamc cadamp cadamw cadan cadanw cadoptc cadoptw came clambw claprop clion clionc cmars cnadamc cnadamw conda
    csgdc csgdp csgdw dadaptadamw dadaptadan dadaptlion dash demo dion exadam fadam fira focus galoreadafactor
    galoreadamw grams grokadamw grokfastadamw kate klshampoo klsoap kronc kronw lambcd lambcw lambw laprop lapropc
    lion lionc lionprodigy lomo madgradw mars momo momoadam mop msamlaprop muadamw muon muonadamatan2 muonclip
    muonlaprop nadamc nadamuon nadamw nmuon normuon novogradc novogradw onebitadam ortholaprop pnm polargrad prodigy
    prodigyplusschedulefree radabelief radamw ranger21 rmsproptfc rmsproptfw sara schedulefreeadamw schedulefreeradam
    scion sgdc sgdp sgdsai sgdw signlaprop signsgd simplifiedademamix sinkhornmuon soap soapademamix solp sophia spam
    spectralsphere splus stableadamw stablespam tam tiger unscaledadamw zerooneadam
    """.split()
)

_ADAM_MOMENTS = frozenset(
    """
    acprop adabelief adabound adagc adalite adam adamatan2 adamax adamaxw adamc adamg adammini adamod adamp adams
    adamw adamwsn adanorm adapnm adashift adatam ademamix adopt adoptatan2 adoptc adoptw aida amsgrad ano
    apolloadamw avagrad cadamc cadamp cadamw cadopt cadoptc cadoptw came clamb clambw claprop cmars cnadamc cnadamw
    conda dadaptadam dadaptadamw decoupledadamw diffgrad dualadam exadam fadam fira galoreadamw grams grokadamw
    grokfastadamw hyperballadamw klsoap lamb lambc lambcd lambcw lambw lans laprop lapropc lazyadam mars momoadam
    msamlaprop muadam muadamw nadam nadamc nadamw novograd novogradc novogradw onebitadam onebitlamb optimisticadam
    optimisticadamv2 ortholaprop padam prodigy qhadam radabelief radam radamw ranger ranger21 rmsprop rmsproptf
    rmsproptfc rmsproptfw sara signlaprop soap soapademamix soapnadam solp spam sparseadam splus stableadamw
    stablespam unscaledadamw yogi zerooneadam
    """.split()
)
