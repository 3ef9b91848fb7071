// What the keys of a configuration mean, one sentence each. `facet help configuration` shows them.

extension Configuration {
  static let notes = [
    "preset": "Whose defaults hold: default, few-labels, or paper (Gong et al., IEEE TGRS, 2019).",
    "seed": "The same seed gives the same result on the same machine and number of threads.",
    "scene": "Which scene, and what overrides its descriptor; null: as the file says.",
    "split": "How labelled pixels are divided into those that teach and those that judge.",
    "network": "What the network is built from.",
    "selfSupervise": "A phase before, on pixels without labels; off unless a method is named.",
    "adapt": "A meta-trained network is taken to the scene, without steps.",
    "pretrain": "The softmax phase: cross-entropy.",
    "finetune": "The metric phase: metric loss, cross-entropy and diversity together.",
    "selfTrain": "Training anew on what the walked map is surest of.",
    "map": "How the scene is mapped once the network is trained.",
  ]
}

extension SceneSection {
  static let notes = [
    "file": "The scene's file; null: the one that the descriptor names.",
    "descriptor": "Name of a descriptor in Scenes/, or its path.",
    "cube": "Dataset or variable of the cube.",
    "labels": "Dataset, file, or a list of them.",
    "labelField": "Attribute of polygons and points that names the class.",
    "labelsCRS": "CRS of label coordinates that state none, such as EPSG:32633; or pixel.",
    "unlabelled": "Code of pixels without a label.",
    "axes": "Order of the cube's axes, such as row,column,band.",
    "scale": "Physical value = stored · scale + offset.",
    "offset": "See scale.",
    "fill": "Stored value that means no data.",
    "wavelength": "Wavelengths: a dataset, or a list in nm.",
    "matchBands": "How the bands of several files are matched: order or wavelength.",
    "bandTolerance": "How far matched wavelengths may differ, in nm.",
    "drop": "Bands that are not used, counted from 1, such as [104-108].",
    "sensor": "The scene whose bands the spectra of a library are resampled to.",
    "grid": "Wavelengths to bring the bands to, in nm: {from: 400, to: 2450, step: 25}.",
  ]
}

extension SplitSection {
  static let notes = [
    "kind": "One of the kinds below; each has options of its own.",
    "validation":
      "Share of the training side that chooses settings and thresholds, and trains nothing.",
    "without": "Codes of classes that are never learned; all their pixels test.",
    "file": "A split that was saved; then nothing is drawn.",
  ]
}

extension NetworkSection {
  static let notes = [
    "kind": "One of the networks below; each has options of its own.",
    "window": "Side of the square of pixels that the network sees, odd.",
    "features": "Length of a pixel's feature vector.",
    "factors": "Number of the metric's factors: the length of an embedding.",
    "dropout": "Share of the features dropped in training.",
    "from": "Folder of a prior that training begins with; null: fresh weights.",
  ]
}

/// Of every phase that trains by gradients.
private let optimisationNotes = [
  "epochs": "Passes over the training pixels; 0 leaves the phase out.",
  "iterations": "Steps in place of epochs, rounded up to whole epochs; 0 to count in epochs.",
  "minimumSteps": "Steps at least: epochs that come to fewer are more; 0 for no floor.",
  "optimiser": "adamw or sgd.",
  "rate": "The largest learning rate.",
  "momentum": "Of sgd.",
  "weightDecay": "Pull of the weights towards 0.",
  "schedule": "How the rate goes: constant, step, cosine or oneCycle.",
  "warmUp": "Epochs over which the rate first rises.",
  "stepEvery": "Epochs between two steps of the schedule step.",
  "stepFactor": "What the rate is multiplied by at each of them.",
  "augmentation": "How patches vary from epoch to epoch.",
  "augmentation.flips": "Whether patches are flipped and turned.",
  "augmentation.gain": "Standard deviation of a patch's random factor, around 1.",
  "augmentation.noise": "Standard deviation of random noise, in those of the bands.",
  "labelSmoothing": "Share of the target spread evenly over the classes.",
]

extension SelfSuperviseSection {
  package static let notes = optimisationNotes.merging([
    "method": "What is learned, or none; a name, or {name: simclr, temperature: 0.5}.",
    "epochs": "Passes over the windows, if iterations is 0.",
    "iterations": "Steps, rounded up to whole epochs of at most 100; 0 to count in epochs.",
    "batch": "Windows in a step.",
    "ground": "scene: all its pixels; training: only those whose windows touch no test window.",
    "scenes": "Further scenes with the same bands, such as [a.h5, b.h5]; needs no labels.",
    "pixels": "Windows in all, at most; of more, blocks are drawn.",
    "views": "How the two views of a window differ.",
    "views.shift": "Rows and columns by which the second window lies apart, at most.",
    "views.flips": "Whether windows are flipped and turned.",
    "views.bandDropout": "Probability that a band is set to its mean.",
    "views.gain": "Standard deviation of a factor that is smooth along the spectrum, around 1.",
    "views.noise": "Standard deviation of random noise, in those of the bands.",
    "views.mixing": "Share of another window that is mixed in, at most.",
  ]) { $1 }
}

extension PretrainSection {
  package static let notes = optimisationNotes.merging(["batch": "Pixels in a step."]) { $1 }
}

extension FinetuneSection {
  package static let notes = optimisationNotes.merging([
    "classes": "Classes in a batch; 0 for all.",
    "perClass": "Pixels of each of them.",
    "batch": "Pixels in a batch, in place of classes; 0 for classes · perClass.",
    "metric": "The metric loss and what goes with it.",
    "metric.loss": "A loss by name, or {name: circle, m: 0.25}.",
    "metric.distance": "What the loss measures by; null: its own choice.",
    "metric.reducer": "How the loss's terms become one number; null: its own choice.",
    "metric.miner": "Which pairs or triplets count; null: all.",
    "metric.memory": "Embeddings of earlier batches to compare with; 0 for none.",
    "metric.weight": "Weight of the metric loss; 0 leaves it out.",
    "crossEntropy": "Weight of cross-entropy.",
    "diversity": "The determinantal point process that keeps the metric's factors apart.",
    "diversity.kernel": "How alike two factors are: cosine or rbf.",
    "diversity.weight": "Weight λ; 0 for none.",
    "diversity.epsilon": "ε on the kernel's diagonal.",
    "diversity.scale": "Length scale of rbf.",
    "refitSoftmax": "Whether the softmax layer is fitted on the frozen features afterwards.",
    "refitSteps": "Full-batch steps of that fit.",
  ]) { $1 }
}

extension SelfTrainSection {
  static let notes = [
    "rounds": "How often: walk over the map, then train anew; 0 for never.",
    "share": "Share of each class's mapped pixels that may teach, the surest first.",
    "perClass": "Pixels of each class that teach, at most; drawn from that share.",
  ]
}

extension MapSection {
  static let notes = [
    "walk": "Whether random walks from the training labels smooth the map of the run's own scene.",
    "guide":
      "What walkers compare pixels by: spectra, or embedding, as it was learned without labels.",
    "contrast": "How much a difference of pixels holds a walker back.",
    "prior":
      "Rate at which walkers stop and take the network's word; null: validation pixels choose.",
  ]
}
