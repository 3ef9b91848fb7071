internal import Dispatch
internal import Foundation
internal import FoundationNetworking

/// Takes what a server sends and puts it into a part.
// The session calls on one queue, and `wait` reads only after its last call.
final class DownloadReceiver: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let part: String
  private let mark: String
  private let name: String
  private let begun: Int
  private let progress: @Sendable (Int, Int?) -> Void
  private let isDone = DispatchSemaphore(value: 0)
  private var file: PartFile?
  private var done = 0
  private var expected: Int?
  private var failure: SceneError?

  init(
    part: String, mark: String, named name: String, begun: Int,
    progress: @escaping @Sendable (Int, Int?) -> Void
  ) {
    self.part = part
    self.mark = mark
    self.name = name
    self.begun = begun
    self.progress = progress
  }

  /// Until the download has ended.
  func wait(_ address: URL) throws {
    isDone.wait()
    try file?.close()
    if var failure {
      if failure.file.isEmpty { failure.file = address.absoluteString }
      throw failure
    }
    if let expected, done != expected {
      throw SceneError(
        file: address.absoluteString, problem: "ended after \(done) of \(expected) bytes",
        remedy: "Run the command again: it goes on where it stopped")
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    let answer = response as? HTTPURLResponse
    let status = answer?.statusCode ?? 0
    do {
      switch status {
      case 200: try begin(answer, from: 0)
      case 206: try begin(answer, from: begun)
      case 416:
        // The part is as long as the file or longer: it is not to be trusted.
        unlink(mark)
        throw SceneError(
          file: "", problem: "cannot go on after \(begun) bytes",
          remedy: "Run the command again: it begins anew")
      default:
        throw SceneError(
          file: "",
          problem: "the server answers \(status) "
            + HTTPURLResponse.localizedString(forStatusCode: status),
          remedy: "Check the address that --from gives")
      }
      completionHandler(.allow)
    } catch {
      failure = error as? SceneError ?? SceneError(file: name, problem: "\(error)")
      completionHandler(.cancel)
    }
  }

  private func begin(_ answer: HTTPURLResponse?, from first: Int) throws {
    file = try PartFile(part, named: name, append: first > 0)
    done = first
    let rest = answer?.expectedContentLength ?? -1
    expected = rest >= 0 ? first + Int(rest) : nil
    let stated =
      answer?.value(forHTTPHeaderField: "ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
      ?? answer?.value(forHTTPHeaderField: "Last-Modified")
    // Without a mark of the file, a later attempt could not tell whether it is still the same.
    unlink(mark)
    if let stated { try writeBytes(Array(stated.utf8), to: mark, named: name) }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard failure == nil else { return }
    do {
      try file?.write(data)
      done += data.count
      progress(done, expected)
    } catch {
      failure = error as? SceneError ?? SceneError(file: name, problem: "\(error)")
      dataTask.cancel()
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    if failure == nil, let error {
      failure = SceneError(
        file: "",
        problem: "cannot be fetched: \(error.localizedDescription)"
          + (done > 0 ? " (after \(done) bytes)" : ""),
        remedy: done > 0
          ? "Run the command again: it goes on where it stopped"
          : "Check the address and the network")
    }
    isDone.signal()
  }
}
