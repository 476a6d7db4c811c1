/** Run the suite as a worker, for workerd's command `test`. */
import { runSuite, type Setting } from "./suite.ts";

export default {
  async test(_controller: unknown, env: { readonly SETTING: Setting }): Promise<void> {
    console.log(JSON.stringify(await runSuite(env.SETTING)));
  },
};
