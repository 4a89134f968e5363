/** What the host loses when the function leaves alone: each reason with its proof, the programs that hold it, what was not seen. */
import type { HostCost } from '../../../core/cost/host-cost.ts';
import type { Holder } from '../../../core/host/schema/seat.ts';
import { COST_STATES, costState } from '../../format/cost-words.ts';
import { costLine } from '../cost-line.ts';
import { code, type FactGroup, type FactTable, join, say } from '../fact.ts';

export function costFacts(cost: HostCost): FactGroup {
  const { reasons, gaps } = cost;
  const holders = reasons.flatMap(reason => (reason.kind === 'held' ? reason.holders : []));
  const answer =
    reasons.length > 0 ? reasons.map(costLine) : [[gaps.length > 0 ? 'Nothing that could be seen' : 'Nothing']];
  return {
    title: 'Cost to the host',
    isWide: true,
    facts: [
      { term: 'Verdict', lines: [[VERDICTS[costState(cost)]]] },
      { term: 'What is lost', lines: answer },
      ...(gaps.length > 0 ? [{ term: 'Not seen', lines: gaps.map(gap => [gap]) }] : []),
    ],
    tables: holders.length > 0 ? [holderTable(holders)] : [],
  };
}

const VERDICTS = {
  free: `${COST_STATES.free}: the host goes on as before`,
  costs: `${COST_STATES.costs}: the host goes on without it`,
  refuses: `${COST_STATES.refuses}: the host, this session or the way back to it would be lost`,
  unmeasured: `${COST_STATES.unmeasured}: not all could be looked at`,
} as const;

function holderTable(holders: readonly Holder[]): FactTable {
  return {
    title: 'Programs that have it open',
    columns: ['Program', 'Process', 'User', 'Files'],
    rows: holders.map(({ pid, name, uid, user, paths }) => ({
      key: String(pid),
      cells: [[name], [String(pid)], user === null ? say(uid, id => `uid ${id}`) : [user], join(paths.map(code), ', ')],
    })),
  };
}
