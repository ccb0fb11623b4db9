package dev.perennial.learner.job;

import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the folds of the keys that Flink assigns to its task. A fold lives in memory and its state
 * in one keyed map from names to bytes, which the fold writes once a checkpoint, before the
 * barrier, and when it has to leave memory: only what changed, so an incremental checkpoint is as
 * large as the change.
 *
 * <p>A fold is made when its key's first entry comes that breaks no rule, as long as there are not
 * too many; it is made again from its state when the next one comes after a restart, or after it
 * had to make room for others. So what names a stream that does not exist leaves nothing behind.
 * Everything runs on the task's thread.
 */
final class LearnerOperator extends AbstractStreamOperator<Emission>
    implements OneInputStreamOperator<Routed, Emission> {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerOperator.class);

  private static final String BEGUN = "begun";

  /** Stands for those whose entries begin no fold: their keys may be any. */
  private static final LearnerKey NO_FOLD = new LearnerKey("*", "*");

  private final Map<String, LearnerSettings> settings;
  private final RegistrySettings registrySettings;
  private final LearnerFactory.Anywhere learners;
  private final String snapshotRoot;
  private final int maxModels;
  private final int maxAwakeModels;
  private final EarlierResults earlierResults;
  private final boolean rereadsResults;

  private transient @Nullable Catching catching;
  private transient @Nullable Running opened;
  private transient @Nullable ListState<byte[]> roster;

  /** The learners of the restored state that learn no more. */
  private final Set<String> gone = new TreeSet<>();

  /** Finds the results that stand committed under keys of one task. */
  interface EarlierResults extends Serializable {

    /** Where results go nowhere that they could stand: none waits for those to be read. */
    EarlierResults NONE =
        new EarlierResults() {
          private static final long serialVersionUID = 1;

          @Override
          public boolean mayStand() {
            return false;
          }

          @Override
          public Committed read(Predicate<String> keys) {
            return Committed.nothing();
          }
        };

    /** Whether there can be any. */
    default boolean mayStand() {
      return true;
    }

    Committed read(Predicate<String> keys);
  }

  /**
   * Whether the state is older than the results.
   *
   * @param behind as it is now
   * @param kept as the next attempt will find it: one value a task, true if it was behind
   */
  private record Catching(boolean behind, ListState<Boolean> kept) {}

  /** What one task has while it runs; the fields of an operator travel, these do not. */
  private static final class Running {
    /** How each learner is opened, by name. */
    final Map<String, LearnerFactory> factories;

    final AwakeFolds awake;
    final MapState<String, byte[]> state;

    /** Which keys have a fold: few bytes to count after a restart, unlike their state. */
    final ValueState<Boolean> begun;

    final Registry registry;
    final RecordDecoder<Experience> decoder;
    final Outlet outlet;
    final EncodedResults results;

    final RejectLog rejectLog = new RejectLog();

    long models;

    Running(
        Map<String, LearnerFactory> factories,
        AwakeFolds awake,
        MapState<String, byte[]> state,
        ValueState<Boolean> begun,
        long models,
        Registry registry,
        Outlet outlet) {
      this.factories = factories;
      this.awake = awake;
      this.state = state;
      this.begun = begun;
      this.models = models;
      this.registry = registry;
      this.outlet = outlet;
      this.decoder = RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry);
      this.results = new EncodedResults(registry, outlet);
    }
  }

  /**
   * An operator that makes a fold for each key it meets.
   *
   * @param settings of every learner, by name
   * @param snapshotRoot the directory of snapshots, a URI that Flink's file systems know
   * @param maxModels folds that a task may have
   * @param maxAwakeModels how many of them are in memory at once, at least 1
   * @param earlierResults asked where the state may be older than the results: without any, from a
   *     state that was not yet done with catching up, and with {@code rereadsResults}
   * @param rereadsResults whether they are asked after every restart
   */
  LearnerOperator(
      Map<String, LearnerSettings> settings,
      RegistrySettings registrySettings,
      LearnerFactory.Anywhere learners,
      String snapshotRoot,
      int maxModels,
      int maxAwakeModels,
      EarlierResults earlierResults,
      boolean rereadsResults) {
    this.settings = settings;
    this.registrySettings = registrySettings;
    this.learners = learners;
    this.snapshotRoot = snapshotRoot;
    this.maxModels = maxModels;
    this.maxAwakeModels = maxAwakeModels;
    this.earlierResults = earlierResults;
    this.rereadsResults = rereadsResults;
  }

  /**
   * Compares who learns with who learned when the state was saved, and finds out whether that state
   * may be older than the results.
   *
   * @throws StateRefusedException if a learner cannot go on, with every reason
   */
  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    roster =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>(
                    Roster.STATE, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    Roster now = Roster.of(settings);
    for (byte[] saved : roster.get()) {
      Roster before = parsed(saved);
      List<String> reasons = before.obstaclesTo(now);
      if (!reasons.isEmpty()) {
        throw new StateRefusedException(String.join("; ", reasons), null);
      }
      gone.addAll(before.without(now));
    }
    ListState<Boolean> kept =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("behind-results", Types.BOOLEAN));
    boolean behind = rereadsResults || !context.isRestored();
    for (boolean before : kept.get()) {
      behind |= before;
    }
    catching = new Catching(behind && earlierResults.mayStand(), kept);
  }

  private static Roster parsed(byte[] saved) {
    try {
      return Roster.parse(saved);
    } catch (IllegalStateException unreadable) {
      throw new StateRefusedException(
          "the job cannot go on from its state: " + unreadable.getMessage(), unreadable);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    boolean isFirst = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    Objects.requireNonNull(roster, "the operator is not initialized")
        .update(isFirst ? List.of(Roster.of(settings).toBytes()) : List.of());
    catching().kept().update(List.of(running().outlet.isBehind()));
  }

  @Override
  public void open() throws Exception {
    super.open();
    EnginePlacement.check(getUserCodeClassloader());
    Map<String, LearnerFactory> factories = factories();
    MapState<String, byte[]> state = getKeyedStateStore().getMapState(LearnerJob.foldState());
    ValueState<Boolean> begun =
        getKeyedStateStore().getState(new ValueStateDescriptor<>(BEGUN, Types.BOOLEAN));
    forget(state, begun);
    Registry registry = Registry.at(registrySettings);
    AwakeFolds awake = new AwakeFolds(maxAwakeModels, this::underKey, getMetricGroup());
    opened = new Running(factories, awake, state, begun, countModels(), registry, outlet());
    LOG.info(
        "Folds go on with their next entries models={} maxAwakeModels={}",
        opened.models,
        maxAwakeModels);
  }

  /** How each learner is opened on the device that it has. */
  private Map<String, LearnerFactory> factories() {
    AllottedGpus gpus = AllottedGpus.of(getRuntimeContext());
    Map<String, LearnerFactory> factories = new HashMap<>();
    settings.forEach(
        (name, learner) -> {
          Placement placement = gpus.placement(name, learner);
          factories.put(name, learners.at(placement));
          LOG.info(
              "A learner computes learner={} device={} allottedGpus={}", name, placement, gpus);
        });
    return factories;
  }

  /** Runs something while a key's state is the current one; then it is what it was. */
  private void underKey(String key, Runnable action) {
    Object current = getCurrentKey();
    setCurrentKey(key);
    action.run();
    if (current != null) {
      setCurrentKey(current);
    }
  }

  /** Where results go; without those that are written already if the state may be older. */
  private Outlet outlet() {
    StreamRecord<Emission> reused = new StreamRecord<>(null);
    Consumer<Emission> out =
        emission -> output.collect(reused.replace(emission, emission.timestamp));
    return catching().behind() ? Outlet.behind(committed(), out) : Outlet.open(out);
  }

  private Committed committed() {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    Committed committed =
        earlierResults.read(
            key ->
                isLearner(key)
                    && KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            key,
                            task.getMaxNumberOfParallelSubtasks(),
                            task.getNumberOfParallelSubtasks())
                        == task.getIndexOfThisSubtask());
    LOG.info("Results stand on their topics and are not written again: count={}", committed.size());
    return committed;
  }

  private boolean isLearner(String key) {
    return key.indexOf('/') >= 0 && settings.containsKey(LearnerKey.parse(key).learner());
  }

  /** Drops the state of learners that learn no more: whoever comes back begins anew. */
  private void forget(MapState<String, byte[]> state, ValueState<Boolean> begun) throws Exception {
    if (gone.isEmpty()) {
      return;
    }
    KeyedStateBackend<String> backend = getKeyedStateBackend();
    List<String> dropped;
    try (Stream<String> keys =
        backend.getKeys(LearnerJob.foldState().getName(), VoidNamespace.INSTANCE)) {
      dropped = keys.filter(key -> gone.contains(LearnerKey.parse(key).learner())).toList();
    }
    for (String key : dropped) {
      setCurrentKey(key);
      state.clear();
      begun.clear();
    }
    LOG.info("Learners are forgotten learners={} states={}", gone, dropped.size());
  }

  private long countModels() {
    try (Stream<String> keys =
        this.<String>getKeyedStateBackend().getKeys(BEGUN, VoidNamespace.INSTANCE)) {
      return keys.count();
    }
  }

  @Override
  public void processElement(StreamRecord<Routed> element) throws Exception {
    Routed routed = element.getValue();
    Running running = running();
    Optional<Fold> awake = running.awake.of(routed.key);
    if (awake.isPresent()) {
      awake.get().accept(routed);
    } else if (hasFold(running)) {
      running.awake.wake(routed.key, () -> fold(running, routed.key)).accept(routed);
    } else if (begins(running, routed)) {
      running.awake.begin(routed.key, () -> fold(running, routed.key)).accept(routed);
    }
  }

  private static boolean hasFold(Running running) throws Exception {
    // A checkpoint of an earlier version tells it by the fold's own state alone.
    return running.begun.value() != null || running.state.contains(Fold.STATE);
  }

  /** Whether an entry begins a log; one that does not is rejected. */
  private boolean begins(Running running, Routed routed) throws IOException {
    Optional<EntryRules.Refusal> refusal = refusalToBegin(running, routed);
    if (refusal.isPresent()) {
      String reason = refusal.get().reason();
      String detail = refusal.get().detail();
      running.rejectLog.add(NO_FOLD, routed, reason, detail);
      running.results.rejected(routed, reason, detail);
      return false;
    }
    running.begun.update(true);
    running.models++;
    return true;
  }

  private Optional<EntryRules.Refusal> refusalToBegin(Running running, Routed routed) {
    LearnerKey key = LearnerKey.parse(routed.key);
    EntryLimits limits = Objects.requireNonNull(settings.get(key.learner())).limits();
    Experience entry;
    try {
      entry = running.decoder.decode(routed.value);
    } catch (WireFormatException e) {
      return Optional.of(new EntryRules.Refusal(e.reason(), e.detail(), false));
    }
    return new EntryRules(key, limits)
        .brokenBy(entry, new FoldState())
        .or(() -> noRoom(running, key));
  }

  private Optional<EntryRules.Refusal> noRoom(Running running, LearnerKey key) {
    return running.models < maxModels
        ? Optional.empty()
        : Optional.of(
            new EntryRules.Refusal(
                "too-many-models",
                "a slot must have at most %d models: %s".formatted(maxModels, key.text()),
                false));
  }

  private Fold fold(Running running, String text) {
    LearnerKey key = LearnerKey.parse(text);
    try {
      return new Fold(
          key,
          Objects.requireNonNull(settings.get(key.learner())),
          Objects.requireNonNull(running.factories.get(key.learner())),
          new SnapshotDirectory(snapshotRoot),
          running.decoder,
          running.results,
          running.rejectLog,
          new KeyedStore(running.state));
    } catch (IllegalStateException
        | UncheckedIOException
        | BufferUnderflowException
        | NoSuchElementException unreadable) {
      throw new StateRefusedException(
          "%s cannot go on from its state: %s".formatted(text, unreadable.getMessage()),
          unreadable);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    // A barrier shows that every task runs, and so has read what it reads.
    running().outlet.open();
    running().awake.save();
  }

  @Override
  public void finish() throws Exception {
    running().outlet.open();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (opened != null) {
      opened.awake.close();
      opened.rejectLog.close();
      opened.registry.close();
      opened = null;
    }
    super.close();
  }

  private Catching catching() {
    return Objects.requireNonNull(catching, "the operator is not initialized");
  }

  private Running running() {
    return Objects.requireNonNull(opened, "the operator is not open");
  }

  /** The part of Flink's keyed state that belongs to the current key. */
  private record KeyedStore(MapState<String, byte[]> state) implements StateStore {

    @Override
    public void put(String name, byte[] value) {
      try {
        state.put(name, value);
      } catch (Exception e) {
        throw new FlinkRuntimeException("state " + name + " was not written", e);
      }
    }

    @Override
    public Optional<byte[]> get(String name) {
      try {
        return Optional.ofNullable(state.get(name));
      } catch (Exception e) {
        throw new FlinkRuntimeException("state " + name + " was not read", e);
      }
    }

    @Override
    public void remove(String name) {
      try {
        state.remove(name);
      } catch (Exception e) {
        throw new FlinkRuntimeException("state " + name + " was not removed", e);
      }
    }
  }
}
