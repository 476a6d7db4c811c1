// Reads HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; the SDK looks the project up by the region.
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dis.v2.DisClient;
import com.huaweicloud.sdk.dis.v2.model.CreateObsTransferTaskRequest;
import com.huaweicloud.sdk.dis.v2.model.CreateTransferTaskReq;
import com.huaweicloud.sdk.dis.v2.model.OBSDestinationDescriptorRequest;
import com.huaweicloud.sdk.dis.v2.region.DisRegion;

public class CreateObsTransferTask {
    public static void main(String[] args) {
        try {
            DisClient dis = DisClient.newBuilder()
                    .withRegion(DisRegion.valueOf("cn-north-4"))
                    .withCredential(new BasicCredentials()
                            .withAk(System.getenv("HUAWEICLOUD_SDK_AK"))
                            .withSk(System.getenv("HUAWEICLOUD_SDK_SK")))
                    .build();
            dis.createObsTransferTask(new CreateObsTransferTaskRequest()
                    .withStreamName("newstream")
                    .withBody(new CreateTransferTaskReq()
                            .withDestinationType(CreateTransferTaskReq.DestinationTypeEnum.OBS)
                            .withObsDestinationDescriptor(new OBSDestinationDescriptorRequest()
                                    .withTaskName("orders-to-obs")
                                    .withAgencyName("dis_admin_agency")
                                    .withDeliverTimeInterval(300)
                                    .withObsBucketPath("obsbucket"))));
            System.out.println("created orders-to-obs");
        } catch (ServiceResponseException e) {
            System.err.println(e.getHttpStatusCode() + " " + e.getErrorMsg() + " " + e.getRequestId());
            System.exit(1);
        } catch (SdkException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
