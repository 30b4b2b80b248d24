_base_ = ['../_base_/models/retinanet_r50_fpn.py', '../_base_/default_runtime.py']

train_dataloader = dict(batch_size=2, num_workers=2, sampler=dict(type='InfiniteSampler'))
val_dataloader = dict(batch_size=1)

max_iters = 90000
train_cfg = dict(type='IterBasedTrainLoop', max_iters=max_iters, val_interval=10000)

optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='SGD', lr=0.02, momentum=0.9, weight_decay=0.0001),
    clip_grad=dict(max_norm=35, norm_type=2))

param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=500),
    dict(type='MultiStepLR', by_epoch=False, begin=0, end=max_iters, milestones=[60000, 80000], gamma=0.1),
]
default_hooks = dict(checkpoint=dict(type='CheckpointHook', by_epoch=False, interval=10000))
auto_scale_lr = dict(enable=False, base_batch_size=16)
