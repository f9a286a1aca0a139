import type { Command } from 'commander'
import { exportCommand } from './book/export.ts'
import { importCommand } from './book/import.ts'
import type { CliPorts } from './ports.ts'

/** `redline book`: a chain's positions at one block as a file, and back. */
export function bookCommand(program: Command, ports: CliPorts, version: string): void {
  const book = program.command('book').summary('positions of a chain at one block as a file')
  exportCommand(book, ports, version)
  importCommand(book, ports)
}
