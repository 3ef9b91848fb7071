internal import MetricLearning
internal import Sampling
internal import Scenes
internal import Torch

// The two phases of Gong et al., IEEE TGRS 57(6), 2019: the network is pre-trained with softmax,
// then network and metric are fine-tuned together.
extension Phase {
  /// Softmax training of everything by cross-entropy, in shuffled batches.
  static func pretraining(
    _ section: PretrainSection, model: Model, data: TrainingData, seed: UInt64
  ) throws -> Phase {
    let train = data.train
    let stepsPerEpoch = (train.count + section.batch - 1) / section.batch
    let length = section.length(stepsPerEpoch: stepsPerEpoch)
    let smoothing = section.labelSmoothing
    let batches = EpochBatches(pixels: train, perEpoch: stepsPerEpoch, seed: seed)
    return Phase(
      name: .pretrain, epochs: length.epochs, stepsPerEpoch: length.stepsPerEpoch,
      parameters: model.parameters,
      optimiser: try section.optimisation.optimiser(model.parameters),
      rate: section.optimisation.rates(length),
      augmentation: section.augmentation,
      batch: { batches.batch($0) },
      objective: { model, input, labels, mode in
        let logits = try model.logits(model.embeddings(input, mode))
        let loss = try crossEntropy(
          logits.reshaped([labels.shape[0], -1]), labels, labelSmoothing: smoothing)
        return Loss(total: loss, parts: ["crossEntropy": loss])
      })
  }

  /// Joint training of the network's weights W and the metric's factors B:
  /// w_s · J + w_c · cross-entropy + λ · D(B).
  ///
  /// - Parameter loss: J; nil where w_s is 0.
  static func finetuning(
    _ section: FinetuneSection, loss metric: (any MetricLoss)?, model: Model, data: TrainingData,
    seed: UInt64
  ) throws -> Phase {
    let train = data.train
    let sampler = PerClassSampler(
      labels: data.trainClasses, perClass: section.perClass,
      classes: try section.classesInBatch(of: Set(data.trainClasses).count))
    let stepsPerEpoch = max(1, (train.count + sampler.batchSize - 1) / sampler.batchSize)
    let length = section.length(stepsPerEpoch: stepsPerEpoch)
    let parameters =
      model.parameters + (metric?.state("metricLoss").filter(\.isTrained) ?? [])
    let diversity = Diversity(
      kernel: section.diversity.kernel, epsilon: section.diversity.epsilon)
    return Phase(
      name: .finetune, epochs: length.epochs, stepsPerEpoch: length.stepsPerEpoch,
      parameters: parameters,
      optimiser: try section.optimisation.optimiser(parameters),
      rate: section.optimisation.rates(length),
      augmentation: section.augmentation,
      batch: { step in
        var generator = SeededGenerator(seed: seed, stream: 0x5A5A_0000 &+ UInt64(step))
        return sampler.batch(using: &generator).map { train[$0] }
      },
      metric: metric,
      objective: { model, input, labels, mode in
        let embeddings = try model.embeddings(input, mode).reshaped([labels.shape[0], -1])
        var parts: [String: Tensor] = [:]
        var total = try Tensor.scalar(0, device: embeddings.device)
        // A part with weight 0 is not computed: the rungs of the comparison cost what they are.
        var activeShare: Double?
        if let metric {
          let loss: Tensor
          (loss, activeShare) = try metric.judged(embeddings, labels)
          parts["metric"] = loss
          total = try total + loss.to(.float32) * section.metric.weight
        }
        if section.crossEntropy > 0 {
          let loss = try crossEntropy(model.logits(embeddings), labels)
          parts["crossEntropy"] = loss
          total = try total + loss * section.crossEntropy
        }
        if section.diversity.weight > 0 {
          let loss = try diversity(model.metric.factors)
          parts["diversity"] = loss
          total = try total + loss.to(.float32) * section.diversity.weight
        }
        return Loss(
          total: total, parts: parts, activeShare: activeShare,
          embeddings: try embeddings.detached())
      })
  }
}

/// Shuffled batches that go through all training pixels once an epoch; batch of a step from seed
/// and step alone.
///
/// The batches of an epoch differ in size by one at most. A last batch of a few pixels would give
/// batch norm a variance of next to nothing, and spoil the statistics that inference uses.
private final class EpochBatches {
  private let pixels: [Int]
  private let perEpoch: Int
  private let seed: UInt64
  /// The order of one epoch, which all of its steps share.
  private var shuffled: (epoch: Int, order: [Int])?

  init(pixels: [Int], perEpoch: Int, seed: UInt64) {
    self.pixels = pixels
    self.perEpoch = perEpoch
    self.seed = seed
  }

  func batch(_ step: Int) -> [Int] {
    let (epoch, place) = step.quotientAndRemainder(dividingBy: perEpoch)
    let order = order(of: epoch)
    let range = (place * order.count / perEpoch)..<((place + 1) * order.count / perEpoch)
    return order[range].map { pixels[$0] }
  }

  private func order(of epoch: Int) -> [Int] {
    if let shuffled, shuffled.epoch == epoch { return shuffled.order }
    let order = epochOrder(count: pixels.count, seed: seed, epoch: epoch)
    shuffled = (epoch, order)
    return order
  }
}
