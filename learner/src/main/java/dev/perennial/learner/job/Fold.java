package dev.perennial.learner.job;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.ClassProbability;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Held;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.WireFormatException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fold: one stream's log, one learner, and what comes out, entry by entry. What it does depends
 * on the entries alone, not on time, threads or checkpoints, so the same log always gives the same
 * model and the same results.
 *
 * <p>Training samples are learned in batches of the recipe's size; a period's last batch may be
 * smaller. The scores that a batch's own forward pass gives before the update are its predictions:
 * every sample is tested before it is learned. One whose label came late was tested at its arrival;
 * that answer is repeated beside the label when it is learned.
 *
 * <p>Owned by one thread.
 */
final class Fold implements Steerable, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Fold.class);

  /** The name of its own small state. */
  static final String STATE = "fold";

  /** Of so many classes and so many tasks a step tells: a record must not outgrow its topic. */
  private static final int MOST_HELD = 1_000;

  /** Before the names of what the learner itself saves. */
  static final String LEARNER = "learner/";

  /** Before the names of what the hold-out sets save. */
  private static final String HOLDOUT = "holdout/";

  /** Before the names of what the awaited answers save. */
  private static final String AWAITED = "awaited/";

  private final LearnerKey key;
  private final LearnerSettings settings;
  private final LearnerFactory learners;
  private final Snapshots snapshots;
  private final RecordDecoder<Experience> decoder;
  private final Results results;
  private final StateStore store;
  private final StateStore learnerStore;

  private final FoldState state;
  private final HoldoutSets holdouts;
  private final AwaitedAnswers awaited;
  private final List<Entry> pending = new ArrayList<>();
  private final Scorer scorer;
  private final Retrospection retrospection;
  private final EntryRules rules;
  private final RejectLog rejectLog;
  private final PublishedSnapshots published;
  private final Steering steering;
  private Recipe recipe;
  private @Nullable Working model;

  /** Whether the store may lack something; what was just read from it is not. */
  private boolean changed;

  /** The learner and the buffers that fit its features; there from the first example on. */
  private record Working(Features features, Learner learner, Batch batch, Inputs single) {}

  /**
   * The fold whose state is in {@code store}; one that has read nothing if the store is empty.
   *
   * @param rejectLog is told of entries that are rejected; not closed by the fold
   * @throws IllegalStateException if the store holds the state of another recipe or of an unknown
   *     version
   */
  Fold(
      LearnerKey key,
      LearnerSettings settings,
      LearnerFactory learners,
      Snapshots snapshots,
      RecordDecoder<Experience> decoder,
      Results results,
      RejectLog rejectLog,
      StateStore store) {
    this.key = key;
    this.settings = settings;
    this.learners = learners;
    this.snapshots = snapshots;
    this.decoder = decoder;
    this.results = results;
    this.store = store;
    this.learnerStore = store.within(LEARNER);
    this.state = store.get(STATE).map(bytes -> FoldState.of(key, bytes)).orElseGet(FoldState::new);
    state.refusals.goOn(settings.onPoison());
    this.rules = new EntryRules(key, settings.limits());
    this.rejectLog = rejectLog;
    this.holdouts = new HoldoutSets(settings.holdoutCapacity());
    this.awaited = new AwaitedAnswers(settings.limits().maxAwaited(), store.within(AWAITED));
    this.scorer = new Scorer(key, settings.scoring(), holdouts, state, results);
    this.retrospection =
        new Retrospection(settings, learners, holdouts, scorer, store.within("past-self/"));
    this.published = new PublishedSnapshots(store.within("snapshots/"));
    this.steering = new Steering(key, settings, state, snapshots, published, this);
    this.recipe = effective(state.overrides);
    if (state.features != null) {
      restore(open(state.features));
    }
  }

  private Recipe effective(Overrides overrides) {
    try {
      return overrides.over(settings.recipe());
    } catch (IllegalArgumentException unfit) {
      throw new IllegalStateException(
          "commands set %s of %s, which does not go with the recipe: %s"
              .formatted(overrides.values(), key.text(), unfit.getMessage()),
          unfit);
    }
  }

  private void restore(Working restored) {
    restored.learner().restore(learnerStore);
    restored.learner().slowDown(state.refusals.share());
    holdouts.restore(store.within(HOLDOUT), state.tasks.values(), restored.features());
    for (Routed routed : state.pending) {
      try {
        append(restored, new Entry(routed, decoder.decode(routed.value)));
        if (restored.batch().isFull()) {
          // The recipe's batch was larger when they were kept.
          learn(restored);
          changed = true;
        }
      } catch (WireFormatException e) {
        throw new IllegalStateException("the state of " + key.text() + " holds no experience", e);
      }
    }
    LOG.debug(
        "A fold is restored stream={} learner={} version={} sequence={} tasks={} pending={}",
        key.stream(),
        key.learner(),
        restored.learner().version(),
        state.sequence,
        holdouts.tasks(),
        pending.size());
  }

  /**
   * Folds the next entry. One that was folded before changes nothing; one that cannot be used is
   * rejected.
   */
  void accept(Routed routed) {
    changed = true;
    try {
      accept(new Entry(routed, decoder.decode(routed.value)));
    } catch (WireFormatException e) {
      reject(routed, e.reason(), String.valueOf(e.getMessage()));
    }
  }

  private void accept(Entry entry) {
    Optional<EntryRules.Refusal> refusal = rules.brokenBy(entry.experience(), state);
    if (refusal.isPresent()) {
      refuse(entry, refusal.get());
      return;
    }
    Object body = entry.experience().getBody();
    if (body instanceof Example example) {
      accept(entry, example);
    } else if (body instanceof Command command) {
      moveTo(entry);
      obey(entry, command);
    }
  }

  private void refuse(Entry entry, EntryRules.Refusal refusal) {
    if (refusal.takesItsPlace()) {
      moveTo(entry);
    }
    reject(entry.routed(), refusal.reason(), refusal.detail());
  }

  private void accept(Entry entry, Example example) {
    Features features =
        new Features(example.getFeatures().getShape(), example.getFeatures().getElementType());
    Working current;
    try {
      current = model == null ? openFirst(features) : model;
    } catch (IllegalArgumentException unfit) {
      moveTo(entry);
      reject(entry.routed(), "features-do-not-fit", String.valueOf(unfit.getMessage()));
      return;
    }
    Optional<EntryRules.Refusal> refusal = rules.brokenFor(current.learner(), example);
    if (refusal.isPresent()) {
      refuse(entry, refusal.get());
      return;
    }
    switch (example.getRole()) {
      case TRAINING, LATE -> {
        if (state.paused) {
          test(current, entry, example);
        } else {
          train(current, entry, example);
        }
      }
      case HOLDOUT -> holdout(current, entry, example);
      case UNLABELLED -> answer(current, entry, example);
      case UNKNOWN -> {
        moveTo(entry);
        reject(
            entry.routed(),
            "unknown-role",
            "this version does not know the role of " + example.getId());
      }
    }
  }

  private Working open(Features features) {
    Working opened =
        new Working(
            features,
            learners.open(recipe, features),
            new Batch(features, recipe.batch()),
            new Inputs(features, 1));
    model = opened;
    state.features = features;
    return opened;
  }

  /** Opens what the stream's first row needs, unless that is too much. */
  private Working openFirst(Features features) {
    settings.limits().requireRoom(recipe, features);
    return open(features);
  }

  private void train(Working current, Entry entry, Example example) {
    if (state.periods.isNew(example.getTask())) {
      endPeriod(current, null);
      retrospection.beforeFirstStepOn(
          example.getTask(), state.standing(current.learner().version()), current.learner());
      state.periods.begin(example.getTask());
    }
    moveTo(entry);
    append(current, entry);
    if (current.batch().isFull()) {
      learn(current);
    }
  }

  private void append(Working current, Entry entry) {
    Example example = (Example) entry.experience().getBody();
    ClassLabel label = Objects.requireNonNull(example.getLabel());
    state.classes.learn(label);
    current.batch().add(example.getFeatures().getData(), origin(example, label));
    pending.add(entry);
  }

  private static Origin origin(Example example, ClassLabel label) {
    return Origin.of(example.getId(), label.getIndex(), example.getTask().getIndex());
  }

  private void holdout(Working current, Entry entry, Example example) {
    moveTo(entry);
    if (!holdouts.makeRoom(example.getTask(), settings.limits().maxHoldoutBytes())) {
      reject(
          entry.routed(),
          "holdout-full",
          "the hold-out sets of %s must take at most %d bytes: %d"
              .formatted(key.text(), settings.limits().maxHoldoutBytes(), holdouts.sizeBytes()));
      return;
    }
    if (example.getArrival() != null) {
      // It was predicted before it was known to be for scoring, and is never held against its
      // label.
      awaited.take(example.getArrival());
    }
    ClassLabel label = Objects.requireNonNull(example.getLabel());
    state.classes.learn(label);
    current.learner().expectClasses(label.getIndex() + 1);
    state.tasks.putIfAbsent(example.getTask().getIndex(), example.getTask());
    holdouts.add(
        example.getTask(),
        current.features(),
        example.getFeatures().getData(),
        origin(example, label));
    retrospection.holdoutGrew(example.getTask(), current.learner(), current.features());
  }

  private void answer(Working current, Entry entry, Example example) {
    moveTo(entry);
    Scores scores = ask(current, example);
    AwaitedAnswers.Answer answer = answer(scores, 0, current.learner().version());
    awaited.keep(entry.experience().getSequence(), answer);
    results.predicted(prediction(entry, example, answer, topScores(scores, 0)));
  }

  /** Predicts a labelled example that is not learned. */
  private void test(Working current, Entry entry, Example example) {
    moveTo(entry);
    predicted(entry, ask(current, example), 0, current.learner().version());
  }

  private Scores ask(Working current, Example example) {
    current.single().clear();
    current.single().add(example.getFeatures().getData());
    return current.learner().predict(current.single());
  }

  private void obey(Entry entry, Command command) {
    boolean forAnother =
        command.getLearner() != null && !command.getLearner().equals(key.learner());
    if (forAnother || command.getKind() == CommandKind.CHANGE) {
      // Ingest obeys a change, with a task of its own.
      return;
    }
    Steering.Outcome outcome = steering.obey(command);
    if (command.getKind() == CommandKind.UNKNOWN) {
      reject(entry.routed(), "unknown-command", outcome.effect());
    }
    results.audited(
        new Audit(
            key.stream(),
            key.learner(),
            command.getId(),
            command.getKind(),
            command.getParameters(),
            command.getPrincipal(),
            command.getEventTime(),
            entry.experience().getSequence(),
            model == null ? null : model.learner().version(),
            outcome.obeyed(),
            outcome.effect()));
  }

  @Override
  public Optional<Learner> learner() {
    return Optional.ofNullable(model).map(Working::learner);
  }

  @Override
  public Optional<Features> features() {
    return Optional.ofNullable(model).map(Working::features);
  }

  @Override
  public Recipe recipe() {
    return recipe;
  }

  private Working working() {
    return Objects.requireNonNull(model, "there is no model yet");
  }

  @Override
  public void learnPending() {
    if (model != null) {
      learn(model);
    }
  }

  @Override
  public ModelManifest endPeriod(String command) {
    endPeriod(working(), command);
    return publish(command);
  }

  @Override
  public ModelManifest publish(String command) {
    return publish(working(), command);
  }

  @Override
  public void goOnUnder(Overrides overrides) {
    learnPending();
    state.overrides = overrides;
    recipe = effective(overrides);
    if (model != null) {
      Working before = model;
      before.learner().save(learnerStore);
      open(before.features()).learner().restore(learnerStore);
      working().learner().slowDown(state.refusals.share());
      before.learner().close();
    }
  }

  @Override
  public ModelManifest become(Model past, String sha256, String command) {
    Working before = working();
    learn(before);
    Map<String, byte[]> saved = new TreeMap<>();
    before.learner().save(learnerStore);
    before.learner().save(StateStore.of(saved));
    open(before.features());
    Learner now = working().learner();
    try {
      now.adopt(past, before.learner().version() + 1);
      now.recall(StateStore.of(saved));
      now.expectClasses(before.learner().classes());
      now.slowDown(state.refusals.share());
    } catch (IllegalArgumentException unfit) {
      now.close();
      model = before;
      throw unfit;
    }
    // What it saves from now on may have other names.
    saved.keySet().forEach(learnerStore::remove);
    before.learner().close();
    state.learnedSinceBoundary = false;
    state.parentSha256 = sha256;
    return publish(command);
  }

  @Override
  public Forgotten forget(Forgetting forgetting) {
    if (model == null) {
      return new Forgotten(OptionalInt.empty(), 0, 0);
    }
    int waiting = model.batch().forget(forgetting);
    pending.removeIf(entry -> isForgotten(entry, forgetting));
    int holdout = holdouts.forget(forgetting, store.within(HOLDOUT));
    state.tasks.values().removeIf(task -> holdouts.rows(task) == 0);
    retrospection.forget(forgetting, model.features());
    return new Forgotten(model.learner().forget(forgetting), holdout, waiting);
  }

  private boolean isForgotten(Entry entry, Forgetting forgetting) {
    Example example = (Example) entry.experience().getBody();
    boolean forgotten =
        forgetting.includes(origin(example, Objects.requireNonNull(example.getLabel())));
    if (forgotten && example.getArrival() != null) {
      awaited.take(example.getArrival());
    }
    return forgotten;
  }

  /** Learns what is pending, scores the model as it then is, and writes down what was learned. */
  private void endPeriod(Working current, @Nullable String command) {
    learn(current);
    retrospection.scoreOnWhatCame(current.learner(), current.features());
    Integer period = state.periods.period();
    if (period != null && state.learnedSinceBoundary) {
      current.learner().onBoundary(new Boundary(period));
      state.learnedSinceBoundary = false;
    }
    scorer.atBoundary(current.learner(), command);
    if (period != null && command == null) {
      publish(current, null);
    }
  }

  private void learn(Working current) {
    if (pending.isEmpty()) {
      return;
    }
    long version = current.learner().version();
    if (state.refusals.stopped()) {
      rejectBatch(
          current,
          "learner-stopped",
          "%s learns nothing any more, as a step was refused and onPoison is stop: version %d"
              .formatted(key.text(), version));
    } else {
      try {
        Step step = current.learner().observe(current.batch());
        state.refusals.within(step.refused());
        predicted(step.scores(), version);
        results.stepped(report(current, step, version));
        state.learnedSinceBoundary = true;
        scorer.stepped(current.learner(), step, pending.size());
      } catch (RefusedStepException poison) {
        heed(current, poison);
        rejectBatch(current, poison.refusal().reason(), poison.detail());
      }
    }
    current.batch().clear();
    pending.clear();
    scorer.betweenBoundaries(current.learner());
  }

  /** Does to the learner what the settings say of a refused step. */
  private void heed(Working current, RefusedStepException poison) {
    double before = state.refusals.share();
    state.refusals.add(poison.refusal(), settings.onPoison());
    double share = state.refusals.share();
    if (share < before) {
      current.learner().slowDown(share);
      LOG.warn(
          "A learner goes on at half its rate stream={} learner={} version={} share={} reason={}",
          key.stream(),
          key.learner(),
          current.learner().version(),
          share,
          poison.refusal().reason());
    }
    if (state.refusals.stopped()) {
      LOG.error(
          "A learner has stopped: it predicts, but learns nothing until it is started with another"
              + " onPoison stream={} learner={} version={} reason={} detail={}",
          key.stream(),
          key.learner(),
          current.learner().version(),
          poison.refusal().reason(),
          poison.detail());
    }
  }

  /** The pending batch is predicted with the model as it is, and not learned. */
  private void rejectBatch(Working current, String reason, String detail) {
    predicted(current.learner().predict(current.batch().inputs()), current.learner().version());
    for (Entry entry : pending) {
      reject(entry.routed(), reason, detail);
    }
  }

  private void predicted(Scores scores, long version) {
    for (int row = 0; row < pending.size(); row++) {
      predicted(pending.get(row), scores, row, version);
    }
  }

  /** Tells what is held against an example's label: the answer at its arrival, if one is kept. */
  private void predicted(Entry entry, Scores scores, int row, long version) {
    Example example = (Example) entry.experience().getBody();
    AwaitedAnswers.Answer now = answer(scores, row, version);
    Long arrival = example.getArrival();
    if (arrival == null) {
      results.predicted(prediction(entry, example, now, topScores(scores, row)));
    } else {
      AwaitedAnswers.Answer then = awaited.take(arrival).orElse(now);
      results.predicted(prediction(entry, example, then, Collections.emptyList()));
    }
  }

  private Prediction prediction(
      Entry entry,
      Example example,
      AwaitedAnswers.Answer answer,
      List<ClassProbability> topScores) {
    OptionalInt predicted = answer.predicted();
    return new Prediction(
        key.stream(),
        key.learner(),
        example.getId(),
        entry.experience().getSequence(),
        entry.experience().getEventTime(),
        answer.version(),
        example.getTask(),
        predicted.isEmpty() ? null : state.classes.named(predicted.getAsInt()),
        answer.confidence(),
        example.getLabel(),
        state.refusals.count(),
        example.getArrival(),
        topScores);
  }

  /** The best classes, as many as are asked for; none where the arithmetic has overflown. */
  private List<ClassProbability> topScores(Scores scores, int row) {
    if (settings.topScores() == 0) {
      // Unlike that of List.of() its iterator, which Avro asks for, is always the same one.
      return Collections.emptyList();
    }
    return scores.best(row, settings.topScores()).stream()
        .filter(candidate -> !Double.isNaN(candidate.probability()))
        .map(
            candidate ->
                new ClassProbability(
                    state.classes.named(candidate.label()), (float) candidate.probability()))
        .toList();
  }

  /** What the model answers: no class if it knows none, or its arithmetic has overflown. */
  private static AwaitedAnswers.Answer answer(Scores scores, int row, long version) {
    OptionalInt best = scores.predicted(row);
    double confidence = best.isPresent() ? scores.probability(row, best.getAsInt()) : 0;
    return Double.isNaN(confidence)
        ? new AwaitedAnswers.Answer(version, OptionalInt.empty(), 0)
        : new AwaitedAnswers.Answer(version, best, (float) confidence);
  }

  private StepReport report(Working current, Step step, long before) {
    List<Long> sequences = new ArrayList<>(pending.size());
    for (Entry entry : pending) {
      sequences.add(entry.experience().getSequence());
    }
    Instant newest = pending.get(pending.size() - 1).experience().getEventTime();
    boolean measured = isMeasured(before, current.learner().version());
    Optional<BatchLoss> loss =
        measured
            ? BatchLoss.of(current.batch(), step.scores(), current.learner())
            : Optional.empty();
    Holdings holdings = measured ? current.learner().memory() : Holdings.NONE;
    return new StepReport(
        key.stream(),
        key.learner(),
        current.learner().version(),
        newest,
        sequences,
        step.lossNats(),
        step.replayed(),
        step.memorySize(),
        step.learningRate(),
        loss.map(BatchLoss::beforeNats).orElse(null),
        loss.map(BatchLoss::afterNats).orElse(null),
        held(holdings.byClass(), index -> state.classes.named(index).getName()),
        held(holdings.byTask(), state.periods::nameOf));
  }

  /** Whether a step that took the model from the one version to the other is measured. */
  private boolean isMeasured(long before, long after) {
    int every = settings.measureEvery();
    return every > 0 && after / every > before / every;
  }

  private static List<Held> held(Map<Integer, Integer> rows, IntFunction<String> nameOf) {
    return rows.entrySet().stream()
        .sorted(
            Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_HELD)
        .sorted(Map.Entry.comparingByKey())
        .map(held -> new Held(held.getKey(), nameOf.apply(held.getKey()), held.getValue()))
        .toList();
  }

  private ModelManifest publish(Working current, @Nullable String command) {
    long version = current.learner().version();
    Snapshots.File file =
        snapshots.write(
            key,
            version,
            current.learner().model(),
            Map.of(
                "stream", key.stream(),
                "learner", key.learner(),
                "version", Long.toString(version),
                "recipe", recipe.toString(),
                "classes", state.classes.byIndex().toString()));
    boolean isWhole = pending.isEmpty();
    ModelManifest manifest =
        new ModelManifest(
            key.stream(),
            key.learner(),
            version,
            isWhole ? state.sequence : state.settledSequence,
            isWhole ? state.eventTime : state.settledTime,
            file.uri(),
            file.sha256(),
            file.sizeBytes(),
            state.parentSha256,
            state.scoredVersion == version ? state.scoredEvaluation : null,
            command);
    results.published(manifest);
    published.add(new PublishedSnapshots.Published(version, manifest.getSequence(), file.sha256()));
    state.parentSha256 = file.sha256();
    LOG.info(
        "A snapshot is written stream={} learner={} version={} sequence={} sizeBytes={} sha256={}",
        key.stream(),
        key.learner(),
        version,
        state.sequence,
        file.sizeBytes(),
        file.sha256());
    return manifest;
  }

  private void reject(Routed entry, String reason, String detail) {
    rejectLog.add(key, entry, reason, detail);
    results.rejected(entry, reason, detail);
  }

  private void moveTo(Entry entry) {
    if (pending.isEmpty()) {
      state.settledSequence = state.sequence;
      state.settledTime = state.eventTime;
    }
    state.sequence = entry.experience().getSequence();
    state.eventTime = entry.experience().getEventTime();
  }

  /**
   * Writes everything the future depends on to the store; what has not changed since the last save
   * is left out, so a fold that has read nothing since then writes nothing.
   */
  void save() {
    if (!changed) {
      return;
    }
    state.pending.clear();
    pending.forEach(entry -> state.pending.add(entry.routed()));
    if (model != null) {
      state.features = model.features();
      model.learner().save(learnerStore);
      holdouts.save(store.within(HOLDOUT));
    }
    awaited.save();
    retrospection.save();
    store.put(STATE, state.toBytes());
    changed = false;
  }

  /** Frees the learner's memory; the state stays where it was last saved. */
  @Override
  public void close() {
    if (model != null) {
      model.learner().close();
      model = null;
    }
  }
}
