import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.core.region.Region;
import com.huaweicloud.sdk.core.utils.JsonUtils;
import com.huaweicloud.sdk.dis.v2.DisClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Read calls from standard input and print a line of JSON for each: the result of the SDK. */
public class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] args) throws Exception {
        for (JsonNode each : JSON.readTree(System.in)) {
            ObjectNode line = JSON.createObjectNode().put("ak", each.get("ak").asText());
            try {
                line.set("got", call(each));
            } catch (NoSuchMethodException e) {
                line.put("absent", true);
            } catch (InvocationTargetException e) {
                line.set("error", describe((Exception) e.getCause()));
            } catch (Exception e) {
                line.set("error", describe(e));
            }
            System.out.println(line);
        }
        // Exit, because the threads of the HTTP client keep the program alive.
        System.exit(0);
    }

    private static JsonNode call(JsonNode each) throws Exception {
        String endpoint = each.get("endpoint").asText();
        BasicCredentials credentials = new BasicCredentials()
                .withAk(each.get("ak").asText())
                .withSk(each.get("sk").asText())
                .withIamEndpoint(endpoint);
        if (each.has("project_id")) {
            credentials.withProjectId(each.get("project_id").asText());
        }
        DisClient dis = DisClient.newBuilder()
                .withRegion(new Region(each.get("region").asText(), endpoint))
                .withCredential(credentials)
                .build();
        String name = each.get("sdkName").asText();
        String method = name.substring(0, 1).toLowerCase() + name.substring(1);
        for (Method candidate : DisClient.class.getMethods()) {
            if (candidate.getName().equals(method)) {
                ObjectNode params = each.get("params").deepCopy();
                if (each.has("body")) {
                    params.set("body", each.get("body"));
                }
                Object request =
                        JsonUtils.toObject(params.toString(), candidate.getParameterTypes()[0]);
                // Serialised by the SDK, so that the names are those of the wire.
                ObjectNode response = (ObjectNode) JSON.readTree(
                        JsonUtils.toJSON(candidate.invoke(dis, request)));
                response.remove("httpStatusCode");
                return response;
            }
        }
        throw new NoSuchMethodException(method);
    }

    private static ObjectNode describe(Exception e) {
        ObjectNode error = JSON.createObjectNode()
                .put("class", e.getClass().getSimpleName())
                .put("message", e.getMessage());
        if (e instanceof ServiceResponseException) {
            ServiceResponseException service = (ServiceResponseException) e;
            return error.put("message", service.getErrorMsg())
                    .put("status", service.getHttpStatusCode())
                    .put("code", service.getErrorCode())
                    .put("request_id", service.getRequestId());
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ServiceResponseException) {
                return error.put("wraps", cause.getClass().getSimpleName());
            }
        }
        return error;
    }
}
