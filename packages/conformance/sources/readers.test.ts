import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Api } from "./api.ts";
import { readDefinitions } from "./readers/definitions.ts";
import { readGo } from "./readers/go.ts";
import { readJava } from "./readers/java.ts";
import { readPython } from "./readers/python.ts";

// What the generators of the SDKs write for one operation, in as few lines as possible:
// POST /v2/{project_id}/lamps/{lamp} with a limit, a list of bulbs and a state.
const python = {
  "huaweicloudsdkdis/v2/model/__init__.py": "",
  "huaweicloudsdkdis/v2/model/light_lamp_request.py": `class LightLampRequest:
    openapi_types = {
        'lamp': 'str',
        'max_limit': 'int',
        'body': 'LampReq'
    }
    attribute_map = {
        'lamp': 'lamp',
        'max_limit': 'max-limit',
        'body': 'body'
    }
`,
  "huaweicloudsdkdis/v2/model/lamp_req.py": `class LampReq:
    openapi_types = {
        'bulbs': 'list[Bulb]'
    }
    attribute_map = {
        'bulbs': 'bulbs'
    }
`,
  "huaweicloudsdkdis/v2/model/bulb.py": `class Bulb:
    openapi_types = {
        'watts': 'int'
    }
    attribute_map = {
        'watts': 'watts'
    }
`,
  "huaweicloudsdkdis/v2/model/light_lamp_response.py": `class LightLampResponse(SdkResponse):
    openapi_types = {
        'state': 'str'
    }
    attribute_map = {
        'state': 'state'
    }

    def __init__(self, state=None):
        r"""LightLampResponse

        :param state: State.  - ON：lit. - OFF：dark.
        :type state: str
        """
`,
  "huaweicloudsdkdis/v2/dis_client.py": `class DisClient(Client):
    @classmethod
    def _light_lamp_http_info(cls, request):
        http_info = {
            "method": "POST",
            "resource_path": "/v2/{project_id}/lamps/{lamp}",
            "request_type": request.__class__.__name__,
            "response_type": "LightLampResponse"
            }
        query_params = []
        if 'max_limit' in local_var_params:
            query_params.append(('max-limit', local_var_params['max_limit']))
`,
};

const go = {
  "services/dis/v2/model/model_light_lamp_request.go": `package model

type LightLampRequest struct {
	Lamp string \`json:"lamp"\`

	MaxLimit *int32 \`json:"max-limit,omitempty"\`

	Body *LampReq \`json:"body,omitempty"\`
}
`,
  "services/dis/v2/model/model_lamp_req.go": `package model

type LampReq struct {
	Bulbs []Bulb \`json:"bulbs"\`
}
`,
  "services/dis/v2/model/model_bulb.go": `package model

type Bulb struct {
	Watts *int32 \`json:"watts,omitempty"\`
}
`,
  "services/dis/v2/model/model_light_lamp_response.go": `package model

type LightLampResponse struct {
	State          *LightLampResponseState \`json:"state,omitempty"\`
	HttpStatusCode int                     \`json:"-"\`
}

type LightLampResponseState struct {
	value string
}

type LightLampResponseStateEnum struct {
	ON  LightLampResponseState
	OFF LightLampResponseState
}

func GetLightLampResponseStateEnum() LightLampResponseStateEnum {
	return LightLampResponseStateEnum{
		ON: LightLampResponseState{
			value: "ON",
		},
		OFF: LightLampResponseState{
			value: "OFF",
		},
	}
}
`,
  "services/dis/v2/dis_meta.go": `package v2

func GenReqDefForLightLamp() *def.HttpRequestDef {
	reqDefBuilder := def.NewHttpRequestDefBuilder().
		WithMethod(http.MethodPost).
		WithPath("/v2/{project_id}/lamps/{lamp}").
		WithResponse(new(model.LightLampResponse))
	reqDefBuilder.WithRequestField(def.NewFieldDef().
		WithName("Lamp").
		WithJsonTag("lamp").
		WithLocationType(def.Path))
	reqDefBuilder.WithRequestField(def.NewFieldDef().
		WithName("MaxLimit").
		WithJsonTag("max-limit").
		WithLocationType(def.Query))
	reqDefBuilder.WithRequestField(def.NewFieldDef().
		WithName("Body").
		WithLocationType(def.Body))
}
`,
};

const java = {
  "com/huaweicloud/sdk/dis/v2/model/LightLampRequest.java": `public class LightLampRequest {
    @JsonProperty(value = "body")
    private LampReq body;
}
`,
  "com/huaweicloud/sdk/dis/v2/model/LampReq.java": `public class LampReq {
    @JsonProperty(value = "bulbs")

    private List<Bulb> bulbs = null;
}
`,
  "com/huaweicloud/sdk/dis/v2/model/Bulb.java": `public class Bulb {
    @JsonProperty(value = "watts")

    private Integer watts;
}
`,
  "com/huaweicloud/sdk/dis/v2/model/LightLampResponse.java": `public class LightLampResponse {
    public static final class StateEnum {
        public static final StateEnum ON = new StateEnum("ON");
        public static final StateEnum OFF = new StateEnum("OFF");

        private String value;
    }

    @JsonProperty(value = "state")

    private StateEnum state;
}
`,
  "com/huaweicloud/sdk/dis/v2/DisMeta.java": `public class DisMeta {
    private static HttpRequestDef<LightLampRequest, LightLampResponse> genForLightLamp() {
        HttpRequestDef.Builder<LightLampRequest, LightLampResponse> builder =
            HttpRequestDef.builder(HttpMethod.POST, LightLampRequest.class, LightLampResponse.class)
                .withName("LightLamp")
                .withUri("/v2/{project_id}/lamps/{lamp}");
        builder.<String>withRequestField("lamp",
            LocationType.Path,
        builder.<Integer>withRequestField("max-limit",
            LocationType.Query,
        builder.<LampReq>withRequestField("body",
            LocationType.Body,
    }
}
`,
};

const definitions = {
  "src/LightLamp.json": JSON.stringify({
    definitions: {
      LampReq: { properties: { bulbs: { type: "array", items: { $ref: "#/definitions/Bulb" } } } },
      Bulb: { properties: { watts: { type: "integer", format: "int32" } } },
      Lamp: { allOf: [{ properties: { state: { type: "string", enum: ["ON", "OFF"] } } }] },
    },
    paths: {
      "/v2/{project_id}/lamps/{lamp}": {
        post: {
          operationId: "LightLamp",
          parameters: [
            { in: "path", name: "lamp", type: "string" },
            { in: "query", name: "max-limit", type: "integer" },
            { in: "body", name: "body", schema: { $ref: "#/definitions/LampReq" } },
          ],
          responses: {
            400: { schema: { type: "string" } },
            200: { schema: { $ref: "#/definitions/Lamp" } },
          },
        },
      },
    },
  }),
};

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function write(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sources-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const readers: readonly {
  readonly of: string;
  readonly read: (folder: string) => Promise<Api>;
  readonly files: Readonly<Record<string, string>>;
  /** The words of the source for a whole number, a text and a list. */
  readonly words: readonly [int: string, text: string, list: string, watts?: string];
}[] = [
  { of: "the Python SDK", read: readPython, files: python, words: ["int", "str", "list"] },
  { of: "the Go SDK", read: readGo, files: go, words: ["int32", "string", "slice"] },
  { of: "the Java SDK", read: readJava, files: java, words: ["Integer", "String", "List"] },
  {
    of: "the API definitions",
    read: readDefinitions,
    files: definitions,
    words: ["integer", "string", "array", "integer (int32)"],
  },
];

describe.each(readers)("the reader of $of", ({ read, files, words }) => {
  const [int, text, list, watts = int] = words;

  test("reads call, parameters, fields of both bodies, types and values", async () => {
    const api = await read(await write(files));
    expect(
      Object.fromEntries([...api].map(([name, said]) => [name, Object.fromEntries(said)])),
    ).toEqual({
      LightLamp: {
        "method and path": "POST /v2/{project_id}/lamps/{lamp}",
        "query max-limit": int,
        request: "object",
        "request.bulbs": list,
        "request.bulbs[]": "object",
        "request.bulbs[].watts": watts,
        response: "object",
        "response.state": `${text}: OFF, ON`,
      },
    });
  });

  test("refuses a type that is defined nowhere", async () => {
    const other = Object.entries(files).map(([name, content]) => [
      name,
      content.replace(/\bBulb\b(?=\]'|\b.*`json|> bulbs|"\}\})/, "Torch"),
    ]);
    await expect(read(await write(Object.fromEntries(other)))).rejects.toThrow(
      "Torch is used but not defined",
    );
  });
});

describe("a reader refuses sources that it does not understand:", () => {
  test.each([
    {
      what: "Python without operations",
      read: readPython,
      files: python,
      from: "_http_info",
      to: "",
      says: "no operation",
    },
    {
      what: "Python without a path",
      read: readPython,
      files: python,
      from: "resource_path",
      to: "uri",
      says: "resource_path",
    },
    {
      what: "Go without operations",
      read: readGo,
      files: go,
      from: "GenReqDefFor",
      to: "Make",
      says: "no operation",
    },
    {
      what: "a Go field of another form",
      read: readGo,
      files: go,
      from: 'json:"watts',
      to: 'json:"',
      says: "Bulb has a field that cannot be read",
    },
    {
      what: "a Go enumeration of another form",
      read: readGo,
      files: go,
      from: /\t\tO[NF]+: Light/g,
      to: "\t\tLight",
      says: "has no values",
    },
    {
      what: "Java without operations",
      read: readJava,
      files: java,
      from: "genFor",
      to: "make",
      says: "no operation",
    },
    {
      what: "a Java field of another form",
      read: readJava,
      files: java,
      from: "private Integer",
      to: "protected Integer",
      says: "Bulb has a field that cannot be read",
    },
    {
      what: "a Java enumeration of another form",
      read: readJava,
      files: java,
      from: /= new StateEnum/g,
      to: "= make",
      says: "has no values",
    },
  ])("$what", async ({ read, files, from, to, says }) => {
    const other = Object.entries<string>(files).map(([name, content]) => [
      name,
      content.replace(from, to),
    ]);
    await expect(read(await write(Object.fromEntries(other)))).rejects.toThrow(says);
  });

  test("a crate without definitions", async () => {
    await expect(readDefinitions(await write({ "src/lib.rs": "" }))).rejects.toThrow(
      "no definition",
    );
  });
});
