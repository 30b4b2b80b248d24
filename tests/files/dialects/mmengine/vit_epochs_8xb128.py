# the name says 8 GPUs, which nothing in the file does
_base_ = ['../_base_/default_runtime.py']

train_dataloader = dict(batch_size=128, num_workers=8)
optim_wrapper = dict(
    type='AmpOptimWrapper',
    accumulative_counts=4,
    optimizer=dict(type='AdamW', lr=3e-3, betas=(0.9, 0.95), weight_decay=0.3))
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-4, by_epoch=True, begin=0, end=30, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=1e-5, by_epoch=True, begin=30),
]
train_cfg = dict(by_epoch=True, max_epochs=300, val_interval=1)
custom_hooks = [
    dict(type='ProfilerHook', interval=7),
    dict(type='EMAHook', momentum=1e-4),
]
# used by --auto-scale-lr only, and without the accumulation
auto_scale_lr = dict(base_batch_size=4096)
