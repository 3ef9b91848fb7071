extension Report {
  /// What decided, and what rejection cost and gained; nothing for a plain softmax map.
  func decisionSection() -> String {
    guard let decision, decision.truePositiveRate != nil || decision.unknownPixels > 0 else {
      return ""
    }
    var rows = [("Decided by", escaped(decision.basis))]
    if let rate = decision.truePositiveRate {
      rows.append(("Thresholds keep, of each class’s validation pixels", percent(rate, digits: 1)))
      rows.append(
        ("Coverage: test pixels of known classes that are kept", percent(decision.coverage)))
      rows.append(("Accuracy on what is kept", percent(decision.accuracyOfKept)))
    }
    if decision.unknownPixels > 0 {
      rows.append(
        (
          "Unknown classes",
          "\(escaped(decision.unknownClasses.joined(separator: ", "))) "
            + "(\(grouped(decision.unknownPixels)) test pixels)"
        ))
      if decision.truePositiveRate != nil {
        rows.append(
          ("Pixels of unknown classes that are rejected", percent(decision.rejectionOfUnknown)))
      }
      rows.append(("AUROC, known against unknown", decimal(decision.auroc, digits: 4)))
    }
    let body = rows.map { "<tr><th>\($0)</th><td>\($1)</td></tr>" }.joined()
    return section(
      "rejection", "Rejection",
      lead: "Pixels too unlike their class are rejected rather than mapped wrong. Rejected test "
        + "pixels count as unclassified in the figures; those of unknown classes are not in them.",
      "<table class=\"plain\"><tbody>\(body)</tbody></table>")
  }
}
