// Read calls from standard input and print a line of JSON for each: the result of the SDK.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/utils"
	dis "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2"
)

type testCase struct {
	Ak        string                     `json:"ak"`
	Sk        string                     `json:"sk"`
	Region    string                     `json:"region"`
	Endpoint  string                     `json:"endpoint"`
	ProjectId string                     `json:"project_id"`
	SdkName   string                     `json:"sdkName"`
	Params    map[string]json.RawMessage `json:"params"`
	Body      json.RawMessage            `json:"body"`
}

type failure struct {
	Class     string `json:"class"`
	Message   string `json:"message"`
	Status    int    `json:"status,omitempty"`
	Code      string `json:"code,omitempty"`
	RequestId string `json:"request_id,omitempty"`
	Wraps     string `json:"wraps,omitempty"`
}

type outcome struct {
	Ak     string          `json:"ak"`
	Got    json.RawMessage `json:"got,omitempty"`
	Error  *failure        `json:"error,omitempty"`
	Absent bool            `json:"absent,omitempty"`
}

func main() {
	var cases []testCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	lines := json.NewEncoder(os.Stdout)
	for _, each := range cases {
		if err := lines.Encode(judge(each)); err != nil {
			panic(err)
		}
	}
}

func judge(each testCase) (result outcome) {
	result.Ak = each.Ak
	// Report a panic of the SDK like an error.
	defer func() {
		if reason := recover(); reason != nil {
			result.Error = &failure{Class: "panic", Message: fmt.Sprint(reason)}
		}
	}()
	client, err := connect(each)
	if err != nil {
		result.Error = describe(err)
		return result
	}
	name := strings.ToUpper(each.SdkName[:1]) + each.SdkName[1:]
	method := reflect.ValueOf(client).MethodByName(name)
	if !method.IsValid() {
		result.Absent = true
		return result
	}
	request := reflect.New(method.Type().In(0).Elem())
	if each.Body != nil {
		each.Params["body"] = each.Body
	}
	params, err := json.Marshal(each.Params)
	if err != nil {
		panic(err)
	}
	if err = utils.Unmarshal(params, request.Interface()); err != nil {
		panic(err)
	}
	returned := method.Call([]reflect.Value{request})
	if err, isError := returned[1].Interface().(error); isError {
		result.Error = describe(err)
		return result
	}
	// Serialised by the SDK.
	if result.Got, err = utils.Marshal(returned[0].Interface()); err != nil {
		panic(err)
	}
	return result
}

func connect(each testCase) (*dis.DisClient, error) {
	credentials, err := basic.NewCredentialsBuilder().
		WithAk(each.Ak).
		WithSk(each.Sk).
		WithProjectId(each.ProjectId).
		WithIamEndpointOverride(each.Endpoint).
		SafeBuild()
	if err != nil {
		return nil, err
	}
	client, err := dis.DisClientBuilder().
		WithRegion(region.NewRegion(each.Region, each.Endpoint)).
		WithCredential(credentials).
		SafeBuild()
	if err != nil {
		return nil, err
	}
	return dis.NewDisClient(client), nil
}

func describe(err error) *failure {
	described := &failure{Class: fmt.Sprintf("%T", err), Message: err.Error()}
	var service *sdkerr.ServiceResponseError
	if !errors.As(err, &service) {
		return described
	}
	if err != error(service) {
		described.Wraps = fmt.Sprintf("%T", service)
		return described
	}
	described.Message = service.ErrorMessage
	described.Status = service.StatusCode
	described.Code = service.ErrorCode
	described.RequestId = service.RequestId
	return described
}
