ray job submit --address="http://127.0.0.1:8265" \
   -- python3 -m openrlhf.cli.train_ppo_ray \
   --actor.model_name_or_path my/sft-8b --vllm.num_engines 2 \
   --ref.num_nodes 1 --ref.num_gpus_per_node 2 \
   --actor.num_nodes 1 --actor.num_gpus_per_node 4 \
   --rollout.batch_size 512 --rollout.micro_batch_size 8 \
   --rollout.n_samples_per_prompt 4 \
   --train.batch_size 256 --train.micro_batch_size 4 \
   --train.max_epochs 1 --train.num_episodes 3 \
   --actor.adam.lr 1e-6 --critic.adam.lr 9e-6 --ckpt.save_steps 10
