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
	_, err = dis.NewDisClient(client).DeleteTransferTask(&model.DeleteTransferTaskRequest{
		StreamName: "newstream",
		TaskName:   "newtask",
	})
	if err != nil {
		return err
	}
	fmt.Println("deleted newtask")
	return nil
}
