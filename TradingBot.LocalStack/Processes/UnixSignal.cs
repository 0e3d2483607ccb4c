using System.Runtime.InteropServices;

namespace TradingBot.LocalStack.Processes;

/// <summary>The signals that the local stack sends, by their numbers, which Linux and macOS share (save stop and continue).</summary>
internal static partial class UnixSignal
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    public static int Stop { get; } = OperatingSystem.IsMacOS() ? 17 : 19;

    public static int Continue { get; } = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>Sends a signal to one process, or, with a negative number, to a process group. One that is gone already is no error.</summary>
    public static void Send(int processId, int signal) => _ = SendSignal(processId, signal);

    /// <summary>Whether a process of this number exists (a zombie counts).</summary>
    public static bool Exists(int processId) => SendSignal(processId, 0) == 0 || Marshal.GetLastPInvokeError() == PermissionDenied;

    private const int PermissionDenied = 1;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
