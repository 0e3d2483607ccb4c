using System.Globalization;
using TradingBot.LocalStack.Networking;
using TradingBot.LocalStack.Stack;

namespace TradingBot.LocalStack.CommandLine;

/// <summary>What the command line asks for, or what is wrong with it.</summary>
/// <param name="Problem">Null where the command line is right.</param>
internal sealed record StackArguments(LocalStackOptions Options, bool Help, string? Problem)
{
    public static string Usage { get; } = $"""
        Starts the whole system: PostgreSQL, Redis, exchange simulator, worker, api, web and monitoring. Ctrl-C stops it.

          dotnet run --project TradingBot.AppHost -- [switches]

          --feed live|simulated|auto  where the market data come from; auto (the usual) takes the real exchanges
                                      where they can be reached, else the simulator
          --recording FILE...         let the simulator replay recorded tapes
          --workers N                 run N workers, 1 to {LocalStackOptions.WorkersMax}, which share the accounts evenly; usually 1
          --data-dir FOLDER           keep data, logs and endpoints.json there instead of artifacts/local
          --port-base N               api on port N (1024 to {PortPlan.PortBaseMax}), web on N+2, worker N+3, simulator N+5,
                                      Prometheus N+10, Alertmanager N+11, exporters N+12 to N+14,
                                      PostgreSQL N+20, Redis N+21; 0 takes any free ports
          --install                   install missing programs with apt-get (as root)
          --help                      show this
        """;

    public static StackArguments Parse(IReadOnlyList<string> arguments)
    {
        LocalStackOptions options = new();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name is "--help" or "-h" or "-?") return new StackArguments(options, Help: true, Problem: null);
            if (name is "--install")
            {
                options = options with { Install = true };
                continue;
            }
            string[] values = [.. arguments.Skip(i + 1).TakeWhile(value => !value.StartsWith("--", StringComparison.Ordinal))];
            (LocalStackOptions changed, string? problem) = Apply(options, name, values);
            if (problem is not null) return new StackArguments(options, Help: false, problem);
            options = changed;
            i += values.Length;
        }
        return new StackArguments(options, Help: false, Problem: null);
    }

    private static (LocalStackOptions Options, string? Problem) Apply(LocalStackOptions options, string name, string[] values) => (name, values) switch
    {
        ("--feed", ["auto"]) => (options with { Feed = MarketFeed.Auto }, null),
        ("--feed", ["live"]) => (options with { Feed = MarketFeed.Live }, null),
        ("--feed", ["simulated"]) => (options with { Feed = MarketFeed.Simulated }, null),
        ("--feed", _) => (options, $"--feed takes one of live, simulated, auto; given was '{string.Join(' ', values)}'."),
        ("--recording", []) => (options, "--recording takes one or more files."),
        ("--recording", _) => (options with { Recordings = [.. options.Recordings, .. values] }, null),
        ("--data-dir", [var folder]) when folder.Length > 0 => (options with { DataDirectory = folder }, null),
        ("--data-dir", _) => (options, $"--data-dir takes one folder; given was '{string.Join(' ', values)}'."),
        ("--port-base", [var text]) when PortBase(text) is { } port => (options with { PortBase = port }, null),
        ("--port-base", _) => (options, $"--port-base takes one number, 1024 to {PortPlan.PortBaseMax} or 0; given was '{string.Join(' ', values)}'."),
        ("--workers", [var text]) when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers is >= 1 and <= LocalStackOptions.WorkersMax =>
            (options with { Workers = workers }, null),
        ("--workers", _) => (options, $"--workers takes one number, 1 to {LocalStackOptions.WorkersMax}; given was '{string.Join(' ', values)}'."),
        _ => (options, $"There is no switch '{name}'. There are: --feed, --recording, --workers, --data-dir, --port-base, --install, --help."),
    };

    private static int? PortBase(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is 0 or (>= 1024 and <= PortPlan.PortBaseMax) ? port : null;
}
