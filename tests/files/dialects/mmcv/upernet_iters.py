_base_ = ['../_base_/models/upernet.py', '../_base_/datasets/ade20k.py']

optimizer = dict(type='AdamW', lr=6e-5, betas=(0.9, 0.999), weight_decay=0.01)
optimizer_config = dict()
# warmup_ratio is the factor the rate starts from, no share of the run
lr_config = dict(
    policy='step', step=[80000, 120000], by_epoch=False,
    warmup='linear', warmup_iters=1500, warmup_ratio=1e-6)
runner = dict(type='IterBasedRunner', max_iters=160000)
checkpoint_config = dict(by_epoch=False, interval=16000)
evaluation = dict(interval=8000, metric='mIoU')
data = dict(samples_per_gpu=4, workers_per_gpu=4)
