// Reads HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; the SDK looks the project up by the region.
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dis.v2.DisClient;
import com.huaweicloud.sdk.dis.v2.model.BatchStopTransferTaskReq;
import com.huaweicloud.sdk.dis.v2.model.BatchStopTransferTaskRequest;
import com.huaweicloud.sdk.dis.v2.model.BatchTransferTask;
import com.huaweicloud.sdk.dis.v2.region.DisRegion;

public class BatchStopTransferTask {
    public static void main(String[] args) {
        try {
            DisClient dis = DisClient.newBuilder()
                    .withRegion(DisRegion.valueOf("cn-north-4"))
                    .withCredential(new BasicCredentials()
                            .withAk(System.getenv("HUAWEICLOUD_SDK_AK"))
                            .withSk(System.getenv("HUAWEICLOUD_SDK_SK")))
                    .build();
            dis.batchStopTransferTask(new BatchStopTransferTaskRequest()
                    .withStreamName("newstream")
                    .withBody(new BatchStopTransferTaskReq()
                            .withAction(BatchStopTransferTaskReq.ActionEnum.STOP)
                            .addTasksItem(new BatchTransferTask().withId("As805BudhcH1lDs6gbn"))));
            System.out.println("stopped As805BudhcH1lDs6gbn");
        } catch (ServiceResponseException e) {
            System.err.println(e.getHttpStatusCode() + " " + e.getErrorMsg() + " " + e.getRequestId());
            System.exit(1);
        } catch (SdkException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
