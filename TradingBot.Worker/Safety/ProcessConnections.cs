using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace TradingBot.Worker.Safety;

/// <summary>One connection of this process.</summary>
/// <param name="Local">This end.</param>
/// <param name="Remote">The other end.</param>
/// <param name="IsDatagram">Whether it is UDP, as QUIC's are, and a name server's; else TCP.</param>
internal sealed record ProcessConnection(IPEndPoint Local, IPEndPoint Remote, bool IsDatagram = false);

/// <summary>The connections and listening TCP ports of this process, as the kernel tells them.</summary>
/// <param name="Connections">Open ones, and those being opened.</param>
/// <param name="Listening">Ports on which this process takes connections.</param>
internal sealed record ProcessConnections(IReadOnlyList<ProcessConnection> Connections, IReadOnlySet<int> Listening)
{
    // https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt; states as in include/net/tcp_states.h.
    private const string Established = "01", Opening = "02", HalfClosed = "08", Listen = "0A";

    // A C library connects a datagram socket to this port (musl) or to none (glibc), and sends nothing, to learn by which of its addresses another is reached.
    private const int Asking = 65535;

    /// <summary>Only Linux tells which connection is whose.</summary>
    public static bool IsKnown => OperatingSystem.IsLinux() && Directory.Exists("/proc/self/fd");

    /// <exception cref="IOException">The kernel's tables cannot be read.</exception>
    public static ProcessConnections Read()
    {
        HashSet<string> own = OwnInodes();
        List<ProcessConnection> connections = [];
        HashSet<int> listening = [];
        foreach (string table in (ReadOnlySpan<string>)["tcp", "tcp6", "udp", "udp6"])
        {
            string path = $"/proc/self/net/{table}";
            bool isDatagram = table[0] == 'u';
            if (!File.Exists(path)) continue;
            foreach (string line in File.ReadLines(path).Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length < 10 || !own.Contains(fields[9])) continue;
                if (isDatagram)
                {
                    if (fields[3] == Established && EndPoint(fields[2]) is { Port: not (0 or Asking) } remote) connections.Add(new(EndPoint(fields[1]), remote, IsDatagram: true));
                }
                else if (fields[3] == Listen)
                {
                    listening.Add(EndPoint(fields[1]).Port);
                }
                else if (fields[3] is Established or Opening or HalfClosed)
                {
                    connections.Add(new(EndPoint(fields[1]), EndPoint(fields[2])));
                }
            }
        }
        return new(connections, listening);
    }

    /// <summary>Such as <c>0100007F:0BB8</c>: the address in words of the machine's byte order, then the port.</summary>
    internal static IPEndPoint EndPoint(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        byte[] bytes = Convert.FromHexString(text.AsSpan(0, colon));
        if (BitConverter.IsLittleEndian)
        {
            for (int word = 0; word < bytes.Length; word += sizeof(uint))
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(word), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(word)));
        }
        IPAddress address = new(bytes);
        return new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, int.Parse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static HashSet<string> OwnInodes()
    {
        const string prefix = "socket:[";
        HashSet<string> inodes = [];
        foreach (string descriptor in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                if (File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { Name: var target } && target.StartsWith(prefix, StringComparison.Ordinal)) inodes.Add(target[prefix.Length..^1]);
            }
            catch (IOException)
            {
                // Closed meanwhile.
            }
        }
        return inodes;
    }
}
