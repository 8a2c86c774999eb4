"""Batches: many documents through one conversion, in shards that any process, engine or machine can do.

`sources` finds what there is, `shards` cuts it up, `work` turns one shard into one part, `marks` says what is done,
`pool` and `cluster` do many shards at once, `conduct` ties them together. The command is `docconv batch`.
"""
