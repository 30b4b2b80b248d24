data = dict(
    samples_per_gpu=2,
    workers_per_gpu=2,
    val=dict(samples_per_gpu=1))
optimizer = dict(type='SGD', lr=0.02, momentum=0.9, weight_decay=0.0001)
optimizer_config = dict(
    type='GradientCumulativeOptimizerHook', cumulative_iters=4, grad_clip=dict(max_norm=35, norm_type=2))
# steps are epochs; the warmup counts forward passes, four of which make a step
lr_config = dict(policy='step', warmup='linear', warmup_iters=500, warmup_ratio=0.001, step=[8, 11])
runner = dict(type='EpochBasedRunner', max_epochs=12)
checkpoint_config = dict(interval=1)
evaluation = dict(interval=1, metric='bbox')
