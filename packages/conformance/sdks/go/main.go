// Read queries from standard input and print a line of JSON for each: the result of the SDK.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/utils"
	dis "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2/model"
)

type testCase struct {
	Ak         string `json:"ak"`
	Sk         string `json:"sk"`
	Region     string `json:"region"`
	Endpoint   string `json:"endpoint"`
	ProjectId  string `json:"project_id"`
	StreamName string `json:"stream_name"`
	TaskName   string `json:"task_name"`
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
	Ak    string          `json:"ak"`
	Got   json.RawMessage `json:"got,omitempty"`
	Error *failure        `json:"error,omitempty"`
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
	task, err := query(each)
	if err != nil {
		result.Error = describe(err)
		return result
	}
	// Serialised by the SDK.
	if result.Got, err = utils.Marshal(task); err != nil {
		panic(err)
	}
	return result
}

func query(each testCase) (*model.ShowTransferTaskResponse, error) {
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
	return dis.NewDisClient(client).ShowTransferTask(&model.ShowTransferTaskRequest{
		StreamName: each.StreamName,
		TaskName:   each.TaskName,
	})
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
