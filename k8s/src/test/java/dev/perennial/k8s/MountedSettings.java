package dev.perennial.k8s;

import dev.perennial.schemas.settings.SettingsFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings file that a workload has mounted.
 *
 * @param workload who reads it
 * @param path where it is mounted
 * @param yaml its text
 */
record MountedSettings(Workload workload, String path, String yaml) {

  private static final String KEY = "application.yaml";

  /** That of a workload; empty if it mounts none. */
  static Optional<MountedSettings> of(Workload workload, Manifests manifests) {
    for (Volume volume : workload.pod().getSpec().getVolumes()) {
      if (volume.getConfigMap() != null) {
        String yaml =
            manifests
                .one(ConfigMap.class, volume.getConfigMap().getName())
                .getData()
                .getOrDefault(KEY, "");
        return workload.container().getVolumeMounts().stream()
            .filter(mount -> mount.getName().equals(volume.getName()))
            .map(VolumeMount::getMountPath)
            .findFirst()
            .map(path -> new MountedSettings(workload, path, yaml));
      }
    }
    return Optional.empty();
  }

  /**
   * As the process reads it, with the variables that its container has.
   *
   * @throws dev.perennial.schemas.settings.InvalidSettingsException as {@link SettingsFile#parse}
   */
  SettingsFile settings() {
    Set<String> variables =
        workload.container().getEnv().stream().map(EnvVar::getName).collect(Collectors.toSet());
    return SettingsFile.parse(yaml, name -> variables.contains(name) ? "value-of-" + name : null);
  }

  /** Whether a file is one of a Secret that the workload has mounted. */
  boolean isMountedSecret(String file) {
    return workload.pod().getSpec().getVolumes().stream()
        .filter(volume -> volume.getSecret() != null)
        .anyMatch(
            volume ->
                workload.container().getVolumeMounts().stream()
                    .filter(mount -> mount.getName().equals(volume.getName()))
                    .map(VolumeMount::getMountPath)
                    .anyMatch(
                        directory ->
                            volume.getSecret().getItems().stream()
                                .map(item -> directory + "/" + item.getPath())
                                .filter(Objects::nonNull)
                                .anyMatch(file::equals)));
  }
}
