"""What files state beside the fields of a TrainingConfig: names as ``lrscale read`` prints them, and what they mean.

A learning rate of its own has a name that ends in ``_lr``, and moves with ``lr``; a length in steps, one that ends in
``_steps``.
"""

from __future__ import annotations

__all__ = ["FACTS"]

FACTS = {
    # how many processes
    "world_size": "processes of the run, those of all nodes together",
    "devices": "processes of one node",
    "num_nodes": "nodes",
    "reference_world": "processes for which a file's values are meant, where the framework scales them for others",
    # the batch
    "effective_batch": "samples per optimizer step over all ranks",
    "tokens_per_step": "tokens per optimizer step over all ranks",
    "batch_tokens": "tokens per rank and forward pass, beside a batch in other units",
    "max_tokens": "most tokens per rank and forward pass; the batch where nothing else limits it",
    "train_batch_size": "the batch of a step where a DeepSpeed file leaves it to the trainer: auto",
    "batch_of_a_rank": "micro-batch x accumulation, where a file states that product",
    "shared_batch": "samples per forward pass over all devices",
    "rampup_batch": "the batch of the first steps, where it grows",
    "rollout_batch": "prompts per rollout, of which several optimizer steps may be made",
    "responses": "answers per prompt of a rollout",
    "reference_batch": "the batch that base_lr is meant for, where the framework scales it to another",
    # learning rates
    "base_lr": "the learning rate as written, where the framework multiplies it at run time",
    "warmup_init_lr": "where the warmup starts",
    "warmup_min_lr": "where the warmup starts",
    "warmup_bias_lr": "where the warmup of the biases starts",
    "cycle_min_lr": "lower end of a cycle",
    "decoupled_lr": "of the embedding and output layers",
    "decoupled_min_lr": "floor of decoupled_lr",
    "adapter_lr": "of the adapter",
    "backbone_lr": "of the backbone",
    "critic_lr": "of the critic",
    "decoder_lr": "of the decoder",
    "discriminator_lr": "of the discriminator",
    "embedding_lr": "of the embeddings",
    "encoder_lr": "of the encoder",
    "generator_lr": "of the generator",
    "group_lr": "of a group of parameters",
    "head_lr": "of the head",
    "muon_lr": "of the matrices that Muon trains",
    "prior_lr": "of the prior",
    "projector_lr": "of what connects vision and language",
    "refiner_lr": "of the refiner",
    "t5_lr": "of the T5 text encoder",
    "text_encoder_lr": "of the text encoder, or the first of several",
    "text_encoder_1_lr": "of the first text encoder",
    "text_encoder_2_lr": "of the second text encoder",
    "text_encoder_3_lr": "of the third text encoder",
    "text_encoder_4_lr": "of the fourth text encoder",
    "transformer_lr": "of the transformer",
    "unet_lr": "of the U-Net",
    "vision_lr": "of the vision tower",
    # lengths
    "warmup_epochs": "warmup in passes over the data set",
    "warmup_samples": "warmup in samples",
    "warmup_tokens": "warmup in tokens",
    "warmup_rollouts": "warmup in rollouts",
    "lr_warmup_percent": "warmup_ratio as a file states it, in percent",
    "total_samples": "samples of the whole run",
    "total_tokens": "tokens of the whole run",
    "max_epochs": "passes over the data set, where these win over another number of them",
    "epoch_steps": "optimizer steps that a framework calls an epoch, whatever the data set",
    "hold_steps": "optimizer steps at the peak before the decay",
    "decay_steps": "optimizer steps of the decay",
    "decay_samples": "samples until the decay ends",
    "decay_tokens": "tokens until the decay ends",
    "wsd_decay_steps": "optimizer steps of the final decay of a warmup-stable-decay schedule",
    "wsd_decay_samples": "samples of the final decay of a warmup-stable-decay schedule",
    "freeze_steps": "optimizer steps before a 1-bit optimizer compresses",
    "clip_warmup_steps": "optimizer steps during which gradients are clipped otherwise",
    "save_ratio": "share of the run between checkpoints",
    "eval_ratio": "share of the run between evaluations",
    "log_ratio": "share of the run between log lines",
}
