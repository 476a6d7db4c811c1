import spec from "@dis-openapi/spec/openapi.json" with { type: "json" };

console.log(spec.info.title); //=> DIS dump tasks (unofficial)
