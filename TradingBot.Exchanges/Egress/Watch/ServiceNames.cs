using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace TradingBot.Exchanges.Egress.Watch;

/// <summary>Looks up where our own services are, so that the process's connections can be compared with them.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "Only names that are configured for our own services are looked up here, and nothing is opened.")]
public static class ServiceNames
{
    /// <summary>Addresses of a host's name, or the address that it is.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody knows the name.</exception>
    public static async Task<IReadOnlyList<IPAddress>> LookUpAsync(string host, CancellationToken cancellation) =>
        IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
}
