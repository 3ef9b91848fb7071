internal import FlyingFox
internal import Foundation
internal import Labelling
internal import Scenes

/// What the page may ask for; see `Documentation/label.md`.
struct LabelRoutes: HTTPHandler {
  let session: LabelSession
  let admission: Admission
  let version: String
  /// What "Finish" starts; nil if there is nothing to finish.
  let finish: (@Sendable () -> Void)?
  /// Commands, one after another; and pictures.
  private let commands = WorkThreads(1)
  private let pictures = WorkThreads(WorkingThreads.count)

  init(
    _ session: LabelSession, admission: Admission, version: String,
    finish: (@Sendable () -> Void)?
  ) {
    (self.session, self.admission, self.version) = (session, admission, version)
    self.finish = finish
  }

  /// Bytes of a request's body at most: a command, and a file of labels.
  private static let mostCommand = 4 << 20
  private static let mostFile = 64 << 20

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let place = admission.place(of: request) else {
      return answer(.forbidden, "text/plain", Data("Facet does not know this address.\n".utf8))
    }
    do {
      return try await respond(request, place)
    } catch let error as LabelError {
      return try json(["problem": error.message], .unprocessableContent)
    } catch let error as SceneError {
      return try json(["problem": "\(error)"], .unprocessableContent)
    } catch let error as DecodingError {
      return try json(["problem": "the request is not understood: \(error)"], .badRequest)
    } catch let error as BodyTooLarge {
      return try json(["problem": "\(error)"], .payloadTooLarge)
    }
  }

  private func respond(_ request: HTTPRequest, _ place: [String]) async throws -> HTTPResponse {
    guard place.first == "api" else {
      guard request.method == .GET, place.count < 2, let file = PageFiles.file(place.first ?? "")
      else { return answer(.notFound, "text/plain", Data("There is no such file.\n".utf8)) }
      return answer(.ok, file.type, file.bytes)
    }
    let rest = Array(place.dropFirst())
    switch (request.method, rest.first) {
    case (.GET, "messages"):
      return try await WebSocketHTTPHandler.webSocket(PageMessages(session: session))
        .handleRequest(request)
    case (.GET, _): return try await look(rest, request.query)
    case (.POST, "upload"):
      let data = try await body(of: request, most: Self.mostFile)
      return try await commands.run { try upload(data, named: rest[safe: 1] ?? "") }
    case (.POST, _):
      let data = try await body(of: request, most: Self.mostCommand)
      return try await commands.run { try act(rest.first ?? "", data) }
    default: return answer(.methodNotAllowed, "text/plain", Data())
    }
  }

  // MARK: What is looked at

  private func look(
    _ place: [String], _ query: [HTTPRequest.QueryItem]
  ) async throws -> HTTPResponse {
    switch place.first {
    case "state": return try json(PageState(session, version: version))
    case "pixel":
      guard let row = query["row"].flatMap({ Int($0) }),
        let column = query["column"].flatMap({ Int($0) })
      else { throw LabelError("give row and column") }
      return try await pictures.run { try json(session.facts(row: row, column: column)) }
    case "spectra": return try await pictures.run { try json(session.classSpectra()) }
    case "suggestions": return try await pictures.run { try json(session.suggestions()) }
    case "scene", "tile": return try await tile(place, query)
    default: return answer(.notFound, "text/plain", Data())
    }
  }

  /// scene/LEVEL/ROW/COLUMN?bands=… or tile/LAYER/LEVEL/ROW/COLUMN
  private func tile(
    _ place: [String], _ query: [HTTPRequest.QueryItem]
  ) async throws -> HTTPResponse {
    let isScene = place.first == "scene"
    let numbers = place.dropFirst(isScene ? 1 : 2).compactMap { Int($0) }
    guard numbers.count == 3, numbers.allSatisfy({ 0..<(1 << 20) ~= $0 }) else {
      return answer(.notFound, "text/plain", Data())
    }
    let bytes: [UInt8]?
    if isScene {
      let bands = (query["bands"] ?? "").split(separator: ",").compactMap { Int($0) }
      let stretch = Stretch(rawValue: query["stretch"] ?? "") ?? .usual
      bytes = try await pictures.run {
        try session.sceneTile(
          level: numbers[0], row: numbers[1], column: numbers[2], bands: bands, stretch: stretch)
      }
    } else {
      guard let layer = LabelSession.Layer(rawValue: place[safe: 1] ?? "") else {
        return answer(.notFound, "text/plain", Data())
      }
      bytes = try await pictures.run {
        try session.tile(layer, level: numbers[0], row: numbers[1], column: numbers[2])
      }
    }
    guard let bytes else { return answer(.notFound, "text/plain", Data()) }
    return answer(.ok, "image/png", Data(bytes))
  }

  // MARK: What is done

  private struct CommandRequest: Decodable {
    var command: LabelCommand
    var part: String?
  }

  private struct GrowRequest: Decodable {
    var row: Int
    var column: Int
    var label: Int
    var reach: Double
  }

  private struct ImportRequest: Decodable {
    var place: String
    var isUpload: Bool?
    var field: String?
  }

  private func act(_ name: String, _ data: Data) throws -> HTTPResponse {
    let decoder = JSONDecoder()
    var notes: [String]?
    switch name {
    case "command":
      let request = try decoder.decode(CommandRequest.self, from: data)
      try session.perform(
        request.command,
        part: request.part == "first" ? .first : request.part == "next" ? .next : .whole)
    case "end": try session.endStroke()
    case "grow":
      let request = try decoder.decode(GrowRequest.self, from: data)
      try session.grow(
        row: request.row, column: request.column, label: request.label, reach: request.reach)
    case "import":
      let request = try decoder.decode(ImportRequest.self, from: data)
      let place = try request.isUpload == true ? uploaded(request.place) : request.place
      notes = try session.importLabels([place], field: request.field)
    case "keep": session.keepMap()
    case "save":
      try session.endStroke()
      try session.save()
    case "finish":
      guard let finish, !session.isReadOnly else { throw LabelError("there is nothing to finish") }
      try session.endStroke()
      try session.save()
      finish()
    default: return answer(.notFound, "text/plain", Data())
    }
    var state = PageState(session)
    state.notes = notes
    return try json(state)
  }

  /// Keeps a file that the browser sends in the session's folder, and nowhere else.
  private func upload(_ data: Data, named name: String) throws -> HTTPResponse {
    let path = try uploaded(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: path))
    return try json(["name": name])
  }

  /// Where a file of that name is kept.
  private func uploaded(_ name: String) throws -> String {
    let plain = (name.removingPercentEncoding ?? name).precomposedStringWithCanonicalMapping
    guard let folder = session.folder, !session.isReadOnly, !plain.isEmpty, plain.utf8.count < 200,
      !plain.hasPrefix("."), plain.allSatisfy({ $0.isLetter || $0.isNumber || "._- ".contains($0) })
    else { throw LabelError("a file named \(plain) cannot be imported; rename it") }
    return folder.file("imports/\(plain)")
  }

  // MARK: Answers

  private struct BodyTooLarge: Error, CustomStringConvertible {
    var most: Int
    var description: String { "the request is larger than \(most >> 20) MiB" }
  }

  private func body(of request: HTTPRequest, most: Int) async throws -> Data {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most {
      throw BodyTooLarge(most: most)
    }
    var data = Data()
    for try await piece in request.bodySequence {
      guard data.count + piece.count <= most else { throw BodyTooLarge(most: most) }
      data.append(piece)
    }
    return data
  }

  private func json(
    _ value: some Encodable, _ status: HTTPStatusCode = .ok
  ) throws -> HTTPResponse {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return answer(status, "application/json", try encoder.encode(value))
  }

  private func answer(_ status: HTTPStatusCode, _ type: String, _ data: Data) -> HTTPResponse {
    HTTPResponse(
      statusCode: status,
      headers: [
        .contentType: type,
        HTTPHeader("Cache-Control"): "no-store",
        HTTPHeader("X-Content-Type-Options"): "nosniff",
        HTTPHeader("Referrer-Policy"): "no-referrer",
        HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
        HTTPHeader("Cross-Origin-Opener-Policy"): "same-origin",
        HTTPHeader("Content-Security-Policy"):
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
          + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      ], body: data)
  }
}

extension HTTPStatusCode {
  fileprivate static let unprocessableContent = HTTPStatusCode(
    422, phrase: "Unprocessable Content")
}

extension Array {
  /// nil if there is no such element.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
