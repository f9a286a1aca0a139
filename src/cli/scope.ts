import { type Command, Option } from 'commander'
import type { Scope } from './open-market.ts'

/** What every command that reads a config is told. */
export type ConfigOptions = Scope & { readonly json?: true }

/** The same with the block that is meant, as written. */
export type ScopedOptions = ConfigOptions & { readonly at: string }

/** The options that name the config and the form of the answer. */
export const located = (command: Command): Command =>
  command
    .option('-c, --config <file>', 'config file; default: the one REDLINE_CONFIG names')
    .addOption(
      new Option('--preset <name>', 'instead of a config file: every market of a known chain; repeatable')
        .argParser(appended)
        .conflicts('config'),
    )
    .addOption(
      new Option(
        '--rpc <url>',
        'provider of the preset; several of one preset, or one for each preset in the same order',
      ).argParser(appended),
    )
    .option('--json', 'one JSON document instead of text')

/** The options that every command on a config shares. */
export const configured = (command: Command): Command =>
  located(command).option('-m, --market <id>', 'only this market of the config')

/** The options that every command on the state of a live chain shares. */
export const scoped = (command: Command): Command =>
  configured(command).option(
    '--at <block>',
    'latest, safe, finalized, a block number or hash, or CHAIN:BLOCK',
    'latest',
  )

const appended = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value]
