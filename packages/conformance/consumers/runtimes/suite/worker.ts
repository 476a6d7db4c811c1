/** Run the suite as a worker, for workerd's command `test`. */
// esbuild keeps the specifier, and the compiled suite ends in .js.
import { runSuite, type Setting } from "./suite.js";

export default {
  async test(_controller: unknown, env: { readonly SETTING: Setting }): Promise<void> {
    console.log(JSON.stringify(await runSuite(env.SETTING)));
  },
};
