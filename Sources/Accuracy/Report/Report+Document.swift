import Scenes

extension ReportDocument {
  /// The document of a report.
  public init(_ report: Report) {
    format = "facet report 1"
    title = report.title
    scene = report.scene
    scene?.pixelArea = report.scene?.pixelArea.finite
    figures = Figures(report.confusion)
    classes = Self.classFigures(report)
    confusion = Confusion(
      rows: report.confusion.rows, unclassified: report.confusion.unclassified)
    networkAlone = report.networkAlone.map {
      NetworkAlone(
        figures: Figures($0), confusion: Confusion(rows: $0.rows, unclassified: $0.unclassified))
    }
    walk = report.walk
    caution = report.caution
    rounding = report.rounding
    split = report.split
    leakage = report.leakage.map(Leakage.init)
    honest = report.honest.map { Honest($0, beside: report) }
    stratified = report.stratified.map(Stratified.init)
    spectra = report.spectra.map { Spectra($0, report.classes) }
    histories = report.histories.map(History.init)
    diversity = report.diversity.map {
      Diversity(factors: $0.factors, before: .init($0.before), after: .init($0.after))
    }
    decision = report.decision
    embedding = report.embedding
    for index in embedding?.states.indices ?? 0..<0 { embedding?.states[index].picture = nil }
    commands = report.commands
    configuration = report.configuration
    provenance = report.provenance
  }

  private static func classFigures(_ report: Report) -> [ClassFigures] {
    let matrix = report.confusion
    let (test, producers) = (matrix.referenceTotals, matrix.producersAccuracy)
    let (users, f1) = (matrix.usersAccuracy, matrix.f1)
    let (intervals, mapped) = (matrix.producersIntervals(), report.mappedCounts)
    let areas = report.mappedAreas
    return (0..<report.classCount).map { index in
      ClassFigures(
        number: report.classes.code(of: index + 1) ?? index + 1,
        name: report.classes.name(of: index + 1),
        colour: report.classes.colour(of: index + 1).hexadecimal,
        train: report.split.flatMap { report.figure($0.train, index) },
        validation: report.split.flatMap { report.figure($0.validation, index) },
        test: report.figure(test, index) ?? 0,
        mapped: mapped?[index],
        mappedArea: areas?[index].finite,
        producersAccuracy: report.figure(producers, index),
        producersAccuracyInterval: report.figure(intervals, index),
        usersAccuracy: report.figure(users, index), f1: report.figure(f1, index))
    }
  }
}

extension ReportDocument.Figures {
  init(_ matrix: ConfusionMatrix) {
    testPixels = matrix.total
    correct = matrix.correct
    unclassified = matrix.unclassified.reduce(0, +)
    overallAccuracy = matrix.overallAccuracy
    overallAccuracyInterval = matrix.overallInterval()
    averageAccuracy = matrix.averageAccuracy
    kappa = matrix.kappa
  }
}

extension ReportDocument.Leakage {
  init(_ leakage: LeakageSummary) {
    window = leakage.window
    containsTrainingPixel = leakage.containsTrainingPixel.finite
    overlapsTrainingWindow = leakage.overlapsTrainingWindow.finite
    besideTrainingPixel = leakage.besideTrainingPixel.finite
    statement = leakage.statement
  }
}

extension ReportDocument.Honest {
  init(_ honest: HonestSummary, beside report: Report) {
    strategy = honest.strategy
    runs = honest.runs
    testPixels = honest.testPixels
    overallAccuracy = honest.overallAccuracy
    overallAccuracyInterval = honest.overallAccuracyInterval
    averageAccuracy = honest.averageAccuracy
    kappa = honest.kappa
    overallAccuracyAlone = honest.overallAccuracyAlone
    mostlyByLabels = honest.mostlyByLabels
    isOnNewGround = honest.isOnNewGround
    leakage = ReportDocument.Leakage(honest.leakage)
    statement = report.honestStatement ?? ""
  }
}

extension ReportDocument.Stratified {
  init(_ estimate: StratifiedEstimate) {
    let adjusted = { (figure: Estimate) in
      ReportDocument.Adjusted(value: figure.value, interval: figure.interval()?.clipped(to: 0...1))
    }
    overallAccuracy = adjusted(estimate.overallAccuracy)
    usersAccuracy = estimate.usersAccuracy.map { $0.map(adjusted) }
    producersAccuracy = estimate.producersAccuracy.map { $0.map(adjusted) }
    areas = estimate.areaShares.map(adjusted)
  }
}

extension ReportDocument.Spectra {
  init(_ spectra: ClassSpectra, _ table: ClassTable) {
    quantity = spectra.quantity
    wavelengths = spectra.wavelengths?.map(\.finite)
    classes = spectra.spectra.map {
      Spectrum(
        number: table.code(of: $0.label) ?? $0.label, mean: $0.mean.map(\.finite),
        deviation: $0.deviation.map(\.finite))
    }
  }
}

extension ReportDocument.History {
  init(_ history: TrainingHistory) {
    phase = history.phase
    epochs = history.epochs.map {
      Epoch(
        epoch: $0.epoch, trainingLoss: $0.trainingLoss.finite,
        validationLoss: $0.validationLoss.finite,
        validationAccuracy: $0.validationAccuracy.finite, learningRate: $0.learningRate.finite,
        seconds: $0.seconds.finite, figures: $0.figures.filter { $0.value.isFinite })
    }
  }
}

extension ReportDocument.Diversity.State {
  init(_ diversity: FactorDiversity) {
    meanAbsoluteCosine = diversity.meanAbsoluteCosine.finite
    logDeterminant = diversity.logDeterminant.finite
    effectiveRank = diversity.effectiveRank.finite
  }
}

extension Double {
  /// The value, or nil if it is NaN or infinite, which JSON cannot hold.
  var finite: Double? { isFinite ? self : nil }
}

extension Double? {
  /// The value, or nil if there is none or it is NaN or infinite.
  var finite: Double? { flatMap(\.finite) }
}
