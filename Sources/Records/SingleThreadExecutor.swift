import Dispatch
import Foundation
import Synchronization

/// Runs everything an actor does on one thread that belongs to it alone.
///
/// A C library may keep state for each thread, which an actor alone does not protect: its steps wander over the threads
/// of the pool. HDF5 switches its printing of errors off for the thread that first calls it, and prints pages to stderr
/// from every other.
final class SingleThreadExecutor: SerialExecutor {
  private let waiting = Mutex<[UnownedJob]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  /// Starts the thread, which waits for work as long as the program runs.
  init(name: String) {
    let thread = Thread { [self] in work() }
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    waiting.withLock { $0.append(job) }
    arrivals.signal()
  }

  private func work() {
    while true {
      arrivals.wait()
      let job = waiting.withLock { $0.removeFirst() }
      job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }
}
