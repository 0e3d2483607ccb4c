using System.Diagnostics;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.Processes;

/// <summary>
/// Starts programs in a session of their own, so that Ctrl-C in the terminal reaches only us and we can stop the others in order.
/// </summary>
internal static class SessionLeader
{
    // setsid replaces itself by the program without forking, because a child of .NET leads no process group: the process number stays.
    private static readonly string? Setsid = ProgramCatalog.OnPath("setsid");

    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = Setsid is null ? new(program) : new(Setsid, [program]);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.UseShellExecute = false;
        return start;
    }
}
