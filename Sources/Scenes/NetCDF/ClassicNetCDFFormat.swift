extension SceneFormat {
  static let classicNetCDF = SceneFormat(
    "NetCDF-3", isFormat: { $0.isClassicNetCDF },
    open: { start, descriptor in
      try openVariables(
        ClassicNetCDF(start.path), format: "NetCDF-3", evidence: ["NetCDF-3: its signature"],
        bytes: FileStart.size(of: start.path), descriptor: descriptor)
    },
    matrices: { VariableLabels(source: try ClassicNetCDF($0.path)) })
}
