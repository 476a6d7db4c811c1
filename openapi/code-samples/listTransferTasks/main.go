// Reads HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; the SDK looks the project up by the region.
package main

import (
	"fmt"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	dis "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2/model"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2/region"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	credentials, err := basic.NewCredentialsBuilder().
		WithAk(os.Getenv("HUAWEICLOUD_SDK_AK")).
		WithSk(os.Getenv("HUAWEICLOUD_SDK_SK")).
		SafeBuild()
	if err != nil {
		return err
	}
	place, err := region.SafeValueOf("cn-north-4")
	if err != nil {
		return err
	}
	client, err := dis.DisClientBuilder().WithRegion(place).WithCredential(credentials).SafeBuild()
	if err != nil {
		return err
	}
	list, err := dis.NewDisClient(client).ListTransferTasks(&model.ListTransferTasksRequest{
		StreamName: "newstream",
	})
	if err != nil {
		return err
	}
	if list.Tasks == nil {
		return nil
	}
	for _, task := range *list.Tasks {
		if task.TaskName != nil && task.State != nil && task.DestinationType != nil {
			fmt.Println(*task.TaskName, task.State.Value(), task.DestinationType.Value())
		}
	}
	return nil
}
