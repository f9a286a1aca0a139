#!/usr/bin/env node
import { run } from './compose.ts'

process.exit(await run(process.argv.slice(2)))
