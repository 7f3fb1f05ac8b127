package bench;

import org.operaton.bpm.engine.ProcessEngine;
import org.operaton.bpm.engine.ProcessEngineConfiguration;
import org.operaton.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.operaton.bpm.engine.task.Task;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Operaton, embedded and as it comes: its own tables, its default history, no job executor. */
final class OperatonPeer implements Peer {
    private final ProcessEngine engine;

    private OperatonPeer(String url, String diagram) throws Exception {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setJdbcUrl(url);
        configuration.setJdbcUsername("postgres");
        configuration.setJdbcPassword("");
        configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
        configuration.setEnforceHistoryTimeToLive(false);
        engine = configuration.buildProcessEngine();
        String drawn = Files.readString(Path.of(diagram), StandardCharsets.UTF_8);
        engine.getRepositoryService().createDeployment().addString("workload.bpmn20.xml", drawn).deploy();
    }

    @Override
    public String start(Map<String, Object> variables) {
        return engine.getRuntimeService().startProcessInstanceByKey("naive", variables).getId();
    }

    @Override
    public Map<String, String> open(String step) {
        Map<String, String> found = new HashMap<>();
        for (Task task : engine.getTaskService().createTaskQuery().taskDefinitionKey(step).list()) {
            found.put(task.getProcessInstanceId(), task.getId());
        }
        return found;
    }

    @Override
    public void complete(String taskId, Map<String, Object> variables) {
        engine.getTaskService().complete(taskId, variables);
    }

    /** Arguments: database address, file of the diagram, then those of {@link Load#run}. */
    public static void main(String[] arguments) throws Exception {
        OperatonPeer peer = new OperatonPeer(arguments[0], arguments[1]);
        Load.run(peer, arguments[2], arguments[3], arguments[4], Integer.parseInt(arguments[5]));
        peer.engine.close();
    }
}
