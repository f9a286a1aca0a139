import type { Command } from 'commander'

/** The options that every command on a live chain shares. */
export const scoped = (command: Command): Command =>
  command
    .option('-c, --config <file>', 'config file; default: the one REDLINE_CONFIG names')
    .option('-m, --market <id>', 'only this market of the config')
    .option('--at <block>', 'latest, safe, finalized, a block number or hash, or CHAIN:BLOCK', 'latest')
    .option('--json', 'one JSON document instead of text')
