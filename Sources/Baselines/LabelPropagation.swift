extension BaselineKind {
  /// Label propagation alone: random walks from the training labels, by principal components of the
  /// spectra.
  package static let walk = BaselineKind(
    "walk", title: "random walk from labels",
    "No classifier at all: random walks spread the labels over ground that looks alike.", fit: nil)
}
