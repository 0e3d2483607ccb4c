using System.Globalization;

namespace TradingBot.LocalStack.Networking;

/// <summary>Which port each service gets.</summary>
internal static class PortPlan
{
    /// <summary>The highest --port-base whose last port still exists.</summary>
    public const int PortBaseMax = 65_000;

    private static readonly (string Service, int Usual, int Offset)[] Services =
    [
        ("api", 3000, 0), ("web", 3002, 2), ("worker", 3003, 3), ("simulator", 3005, 5),
        ("prometheus", 9090, 10), ("alertmanager", 9093, 11), ("node-exporter", 9100, 12), ("postgres-exporter", 9187, 13), ("redis-exporter", 9121, 14),
        ("postgres", 5432, 20), ("redis", 6379, 21),
    ];

    private const int FurtherWorkerUsual = 3008;
    private const int FurtherWorkerOffset = 28;

    /// <summary>Name of the second worker and those after it.</summary>
    public static string FurtherWorker(int number) => string.Create(CultureInfo.InvariantCulture, $"worker-{number}");

    // Grafana's: it does not run here, but somebody else's may.
    private static readonly int[] Reserved = [3001];

    /// <param name="portBase">Null: the usual ports, the next free one where one is taken; 0: any free ports; else fixed distances from this port.</param>
    /// <param name="say">Told of each port that differs from the usual one.</param>
    /// <param name="workers">Workers beyond the first get <c>worker-2</c> and so on.</param>
    /// <exception cref="LocalStackException">A port that --port-base fixes is taken.</exception>
    public static IReadOnlyDictionary<string, int> Choose(int? portBase, Func<int, bool> isFree, Action<string> say, int workers = 1)
    {
        Dictionary<string, int> chosen = [];
        IEnumerable<(string, int, int)> further = Enumerable.Range(2, workers - 1).Select(number => (FurtherWorker(number), FurtherWorkerUsual + number, FurtherWorkerOffset + number));
        foreach ((string service, int usual, int offset) in Services.Concat(further))
        {
            chosen[service] = portBase switch
            {
                null => NextFree(service, usual, chosen, isFree, say),
                0 => AnyFree(chosen),
                _ => Fixed(service, portBase.Value + offset, portBase.Value, isFree),
            };
        }
        return chosen;
    }

    private static int NextFree(string service, int usual, Dictionary<string, int> chosen, Func<int, bool> isFree, Action<string> say)
    {
        if (isFree(usual) && !chosen.ContainsValue(usual)) return usual;
        for (int port = usual + 1; port <= ushort.MaxValue; port++)
        {
            bool somebodysUsual = Reserved.Contains(port) || Services.Any(other => other.Usual == port);
            if (somebodysUsual || chosen.ContainsValue(port) || !isFree(port)) continue;
            say($"port {Text(usual)} ({service}) is taken: using {Text(port)}.");
            return port;
        }
        throw new LocalStackException($"No free port for {service} from {Text(usual)} on. Choose another range with --port-base.");
    }

    private static int AnyFree(Dictionary<string, int> chosen)
    {
        int port = LoopbackPorts.AnyFree();
        while (chosen.ContainsValue(port)) port = LoopbackPorts.AnyFree();
        return port;
    }

    private static int Fixed(string service, int port, int portBase, Func<int, bool> isFree) => isFree(port)
        ? port
        : throw new LocalStackException($"Port {Text(port)} ({service}) of --port-base {Text(portBase)} is taken. Choose another --port-base, or leave the switch out to get the next free ports.");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
