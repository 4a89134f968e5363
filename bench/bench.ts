/** `npm run bench`: the numbers that the project watches. Needs a build: `npm run build`. */
import { benchGrowth } from './growth.ts';
import { benchScan } from './scan.ts';
import { benchWindow } from './window.ts';

for (const part of [benchScan, benchGrowth, benchWindow]) {
  for (const line of await part()) console.log(line);
}
