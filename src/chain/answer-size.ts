import type { Abi, AbiParameter } from 'viem'
import type { Call } from '../protocols/plan.ts'

/** Where an aggregate's answer says that a call succeeded, where its data is and how long. */
const FRAME = 4 * 32
/** Words of a list or text, whose length only the answer tells: a guess, and a wrong one is mended by splitting. */
const UNKNOWN = 24

const known = new WeakMap<Abi, Map<string, number>>()

/** How many bytes a call will take in an aggregate's answer, as far as its ABI tells. */
export function answerBytes({ abi, functionName }: Pick<Call, 'abi' | 'functionName'>): number {
  const ofAbi = known.get(abi) ?? new Map<string, number>()
  known.set(abi, ofAbi)
  const bytes = ofAbi.get(functionName) ?? FRAME + 32 * outputWords(abi, functionName)
  ofAbi.set(functionName, bytes)
  return bytes
}

function outputWords(abi: Abi, functionName: string): number {
  const item = abi.find((one) => one.type === 'function' && one.name === functionName)
  return item?.type === 'function' ? sum(item.outputs) : UNKNOWN
}

const sum = (parameters: readonly AbiParameter[]): number =>
  parameters.reduce((words, parameter) => words + wordsOf(parameter), 0)

function wordsOf(parameter: AbiParameter): number {
  const { type } = parameter
  if (type.endsWith(']') || type === 'string' || type === 'bytes') return UNKNOWN
  return type === 'tuple' && 'components' in parameter ? sum(parameter.components) : 1
}
