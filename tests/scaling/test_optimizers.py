"""An optimizer is recognised by its whole name, in any framework's spelling."""

from __future__ import annotations

import pytest

from lrscale.scaling import optimizers
from lrscale.scaling.optimizers import FAMILIES, recognise

KNOWN = [name for names in FAMILIES.values() for name in names.split()]

# By canonical name, the spellings of torch, transformers, DeepSpeed, optax, Keras, bitsandbytes and others.
SPELLINGS = {
    "adamw": """
        AdamW adamw ADAMW adam_w Adam-W torch.optim.AdamW optax.adamw keras.optimizers.AdamW adamw_hf adamw_torch
        adamw_torch_fused adamw_torch_xla adamw_torch_npu_fused adamw_apex_fused adamw_anyprecision adamw_torch_4bit
        adamw_torch_8bit adamw_bnb_8bit adamw_8bit paged_adamw paged_adamw_32bit paged_adamw_8bit
        bitsandbytes.optim.PagedAdamW8bit bnb.optim.AdamW8bit torchao.optim.AdamWFp8 torchao.optim.AdamW4bit
    """,
    "adam": """
        Adam torch.optim.Adam optax.adam tf.keras.optimizers.legacy.Adam FusedAdam DeepSpeedCPUAdam
        apex.optimizers.FusedAdam
    """,
    "onebitadam": "OneBitAdam",
    "zerooneadam": "ZeroOneAdam",
    "onebitlamb": "OneBitLamb",
    "lamb": "lamb LAMB optax.lamb FusedLamb apex.optimizers.FusedLAMB FusedMixedPrecisionLamb NVLAMB",
    "lars": "lars LARS optax.lars bnb.optim.LARS8bit",
    "lion": "lion optax.lion keras.optimizers.Lion lion_8bit lion_32bit paged_lion_8bit paged_lion_32bit FusedLion",
    "sgd": "sgd SGD torch.optim.SGD optax.sgd keras.optimizers.SGD sgd_momentum SGD-Nesterov nesterov FusedSGD",
    "rmsprop": "RMSprop optax.rmsprop keras.optimizers.RMSprop rmsprop_bnb rmsprop_bnb_8bit rmsprop_bnb_32bit",
    "adagrad": "adagrad torch.optim.Adagrad DeepSpeedCPUAdagrad optax.adagrad",
    "adafactor": "adafactor Adafactor optax.adafactor keras.optimizers.Adafactor torch.optim.Adafactor",
    "nadam": "torch.optim.NAdam keras.optimizers.Nadam optax.nadam",
    "radam": "torch.optim.RAdam optax.radam",
    "ademamix": "ademamix ademamix_8bit paged_ademamix_32bit paged_ademamix_8bit optax.contrib.ademamix",
    "galoreadamw": "galore_adamw galore_adamw_8bit galore_adamw_layerwise galore_adamw_8bit_layerwise",
    "galoreadafactor": "galore_adafactor galore_adafactor_layerwise",
    "apolloadamw": "apollo_adamw apollo_adamw_layerwise",
    "schedulefreeadamw": "schedule_free_adamw AdamWScheduleFree optax.contrib.schedule_free_adamw",
    "schedulefreeradam": "schedule_free_radam RAdamScheduleFree",
    "schedulefreesgd": "schedule_free_sgd SGDScheduleFree optax.contrib.schedule_free_sgd",
    "stableadamw": "stable_adamw StableAdamW",
    "muon": "Muon torch.optim.Muon optax.contrib.muon keras.optimizers.Muon MuonWithAuxAdam",
    "prodigy": "Prodigy prodigy prodigyopt.Prodigy optax.contrib.prodigy",
    "dadaptadam": "DAdaptAdam dadapt_adam DAdaptation",
    "dadaptadamw": "optax.contrib.dadapt_adamw",
    "signsgd": "SignSGD optax.sign_sgd",
    "sophia": "Sophia SophiaG optax.contrib.sophia",
    "decoupledlionw": "DecoupledLionW decoupled_lionw",
}


@pytest.mark.parametrize(
    ("spelling", "name"), [(spelling, name) for name, spellings in SPELLINGS.items() for spelling in spellings.split()]
)
def test_every_frameworks_spelling_is_recognised(spelling: str, name: str) -> None:
    found = recognise(spelling)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", KNOWN)
def test_a_canonical_name_is_itself_in_any_case_and_with_spaces_around(name: str) -> None:
    for spelling in (name, name.upper(), f" {name} ", f"torch.optim.{name}"):
        found = recognise(spelling)
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        *"myadamw adamish sgdx notlion adamwx not_adamw sgdadam adamsgd lionking prodigyish muons adam.w".split(),
        *"8bit paged fused _ . torch.optim. adam2 unadamed resgd lamborghini larson".split(),
        *("", "   ", "adamw or sgd", "adam, then sgd", "auto", "none"),
    ],
)
def test_a_name_is_never_recognised_by_a_part_of_it(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize("name", KNOWN)
def test_no_name_is_recognised_inside_a_longer_one(name: str) -> None:
    assert [recognise(f"my{name}"), recognise(f"{name}ish"), recognise(f"not_{name}"), recognise(f"{name}zz")] == (
        [None] * 4
    )


def test_an_optimizer_nobody_stated_is_none() -> None:
    assert recognise(None) is None


@pytest.mark.parametrize(
    ("spelling", "family", "decoupled", "adam_moments"),
    [
        ("sgd", "sgd", False, False),
        ("adam", "adaptive", False, True),
        ("adamw", "adaptive", True, True),
        ("rmsprop", "adaptive", False, True),
        ("adafactor", "adaptive", True, False),
        ("lion", "sign", True, False),
        ("signum", "sign", False, False),
        ("lars", "lars", False, False),
        ("lamb", "lamb", False, True),
        ("muon", "matrix", True, False),
        ("shampoo", "matrix", False, False),
        ("sophia", "second-order", True, False),
        ("schedule_free_adamw", "schedule-free", True, False),
        ("prodigy", "lr-free", True, True),
        ("dadapt_sgd", "lr-free", False, False),
        ("DecoupledAdamW", "adaptive", False, True),
    ],
)
def test_what_an_optimizer_means_for_rate_decay_and_moments(
    spelling: str, family: str, decoupled: bool, adam_moments: bool
) -> None:
    found = recognise(spelling)
    assert found is not None
    assert (found.family, found.decoupled, found.adam_moments) == (family, decoupled, adam_moments)


def test_a_name_stands_for_one_optimizer_in_one_family() -> None:
    spellings = [*KNOWN, *(also for more in optimizers._ALSO.values() for also in more.split())]
    assert len(spellings) == len(set(spellings))
    assert optimizers._ALSO.keys() <= set(KNOWN)


@pytest.mark.parametrize("table", [optimizers._DECOUPLED, optimizers._ADAM_MOMENTS])
def test_every_name_with_a_property_has_a_family(table: frozenset[str]) -> None:
    assert table <= set(KNOWN)
