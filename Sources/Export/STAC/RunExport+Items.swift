internal import Accuracy
internal import Foundation
internal import Mapping
internal import Networks
internal import Sampling
internal import Scenes
internal import Torch
internal import Training

extension RunExport {
  /// The map with its confidence as an item.
  func mapItem(_ layout: MapLayout, _ notes: inout [String]) throws -> STACItem {
    let footprint = Footprint(
      of: layout.georeference, rows: layout.rows, columns: layout.columns, file: scene.file)
    if footprint == nil {
      notes.append(
        layout.georeference?.crs == nil
          ? "map.json has no geometry: the scene does not say where it lies"
          : "map.json has no geometry: the scene crosses the date line or a pole")
    }
    var properties: [String: JSONValue] = [
      "title": .text("Class map of \(report.title)"), "created": .text(began),
      "description": .text(
        "\(counted(report.classes.count, "class")), by Facet"
          + (report.confusion.overallAccuracy.map {
            String(format: "; overall accuracy on the test pixels %.2f %%", 100 * $0)
          } ?? "")),
      "proj:shape": [.whole(layout.rows), .whole(layout.columns)],
    ]
    let acquired = day ?? report.scene?.acquired
    if acquired == nil {
      notes.append(
        "the scene does not say when it was acquired: map.json has the time of the run; give "
          + "--date")
    }
    if let georeference = layout.georeference {
      let t = georeference.transform
      properties["proj:transform"] = .numbers([t[1], t[2], t[0], t[4], t[5], t[3], 0, 0, 1])
      if let crs = georeference.crs {
        let wkt = try wellKnownText(of: crs, file: scene.file)
        let code = try referenceName(ofWKT: wkt, file: scene.file).code
        let number = code.flatMap { $0.hasPrefix("EPSG:") ? Int($0.dropFirst(5)) : nil }
        properties["proj:epsg"] = number.map(JSONValue.whole) ?? .null
        if number == nil { properties["proj:wkt2"] = .text(wkt) }
      }
    }
    let side = report.scene?.pixelArea.map { $0.squareRoot() }
    let tiff = "image/tiff; application=geotiff; profile=cloud-optimized"
    let classes = report.classes.entries.map {
      STACItem.classObject(code: $0.code, name: $0.name, colour: $0.colour)
    }
    var band: JSONValue = [
      "data_type": .text(layout.storageName), "nodata": .whole(layout.unclassified),
      "sampling": "area", "classification:classes": .list(classes),
    ]
    band = band.with("spatial_resolution", side.map(JSONValue.number))
    var assets: [String: JSONValue] = [
      "map": try STACItem.asset(path("map.tif"), title: "Class map", type: tiff, roles: ["data"])
        .with("raster:bands", [band]).with("classification:classes", .list(classes)),
      "style": try STACItem.asset(
        path("map.qml"), title: "Style for QGIS", type: "application/xml", roles: ["metadata"]),
      "report": try STACItem.asset(
        path("report.html"), title: "Accuracy", type: "text/html", roles: ["metadata"]),
      "viewer": try STACItem.asset(
        path("index.html"), title: "Viewer", type: "text/html", roles: ["overview"]),
    ]
    if report.confidence != nil {
      let band: JSONValue = [
        "data_type": "float32", "nodata": "nan", "sampling": "area",
      ]
      assets["confidence"] = try STACItem.asset(
        path("confidence.tif"), title: "Confidence of each pixel's class", type: tiff,
        roles: ["data"]
      ).with("raster:bands", [band.with("spatial_resolution", side.map(JSONValue.number))])
    }
    return STACItem(
      id: name, extensions: [.classification, .raster, .projection, .file], footprint: footprint,
      time: acquired.map { "\($0)T00:00:00Z" } ?? began, properties: properties, assets: assets,
      links: model == nil ? [] : [("related", "./model.json")], version: version)
  }

  /// The network as an item of the extension for models (MLM).
  func modelItem(_ model: Model) throws -> STACItem {
    let card = model.card
    let names = (1...card.design.bands).map { "band \($0)" }
    let bands = names.enumerated().map { index, name -> JSONValue in
      let band: JSONValue = ["name": .text(name), "data_type": "float32"]
      // In micrometres, as elsewhere in STAC.
      return band.with(
        "center_wavelength", card.wavelengths.map { JSONValue.number($0[index] / 1000) })
    }
    let classes = card.classes.map {
      STACItem.classObject(
        code: $0.code, name: $0.name,
        colour: Colour(hexadecimal: $0.colour) ?? Colour(red: 0, green: 0, blue: 0)
      ).without("title")
    }
    let cube: JSONValue = [
      "name": "cube", "bands": .texts(names),
      "input": [
        "shape": [-1, .whole(card.design.bands), -1, -1],
        "dim_order": ["batch", "bands", "height", "width"], "data_type": "float32",
      ],
      "value_scaling": nil, "resize_type": nil, "pre_processing_function": nil,
      "description": "Values in the unit of the training scene; they are scaled inside the model.",
    ]
    let logits: JSONValue = [
      "name": "logits", "tasks": ["semantic-segmentation"],
      "result": [
        "shape": [-1, .whole(card.classes.count), -1, -1],
        "dim_order": ["batch", "class", "height", "width"], "data_type": "float32",
      ],
      "classification:classes": .list(classes), "post_processing_function": nil,
    ]
    let size = try FileManager.default.attributesOfItem(atPath: path("model.onnx"))[.size] as? Int
    let weights = try STACItem.asset(
      path("model.onnx"), title: "Network and weights",
      type: "application/octet-stream; framework=onnx; profile=onnx",
      roles: ["mlm:model", "mlm:weights"]
    ).with("mlm:artifact_type", "onnx").with("raster:bands", .list(bands))
    return STACItem(
      id: "\(name)-model", extensions: [.model, .raster, .classification, .file],
      footprint: Footprint(
        of: scene.georeference, rows: scene.shape.rows, columns: scene.shape.columns,
        file: scene.file), time: began,
      properties: [
        "title": .text("\(card.design.kind.name) network for \(report.title)"),
        "mlm:name": .text("Facet \(name) \(STACItem.plain(card.design.kind.name))"),
        "mlm:architecture": .text(card.design.kind.name),
        "mlm:tasks": ["semantic-segmentation"], "mlm:framework": "ONNX",
        "mlm:memory_size": .whole(size ?? 0),
        "mlm:total_parameters": .whole(model.parameters.reduce(0) { $0 + $1.tensor.count }),
        "mlm:pretrained": .flag(card.prior != nil), "mlm:input": [cube],
        "mlm:output": [logits],
      ], assets: ["model": weights], links: [("related", "./map.json")], version: version)
  }

  /// The network's definition for ArcGIS.
  func esriModel(_ model: Model) -> JSONValue {
    let card = model.card
    let side = max(256, model.window)
    return [
      "format": "facet emd", "Framework": "ONNX", "ModelType": "ImageClassification",
      "ModelName": .text(name), "ModelFile": "model.onnx",
      "Description": .text("\(card.design.kind.name) network of Facet \(version)"),
      "ImageHeight": .whole(side), "ImageWidth": .whole(side),
      "ExtractBands": .list((0..<card.design.bands).map { .whole($0) }),
      "ModelPadding": .whole(model.window / 2),
      "Classes": .list(
        card.classes.map { entry in
          let colour = Colour(hexadecimal: entry.colour) ?? Colour(red: 0, green: 0, blue: 0)
          return [
            "Value": .whole(entry.code), "Name": .text(entry.name),
            "Color": [
              .whole(Int(colour.red)), .whole(Int(colour.green)), .whole(Int(colour.blue)),
            ],
          ]
        }),
    ]
  }
}
