using Microsoft.Extensions.Configuration;

namespace TradingBot.ServiceDefaults;

/// <summary>Where the other services are, by the configuration keys that Aspire and the local stack set.</summary>
public static class ServiceAddress
{
    /// <summary>The base address of <paramref name="service"/>, with a trailing slash.</summary>
    /// <param name="configuration">The process's configuration.</param>
    /// <param name="service">Name of the service, such as <c>api</c>.</param>
    /// <exception cref="InvalidOperationException">The address is missing or no http(s) address; the message names the key.</exception>
    public static Uri Of(IConfiguration configuration, string service) =>
        Find(configuration, service)
        ?? throw new InvalidOperationException($"Configuration 'services:{service}:http:0' is missing: set it to the address of the {service} service, such as http://127.0.0.1:3000");

    /// <summary>The base address of <paramref name="service"/>, or none where it is not configured.</summary>
    /// <param name="configuration">The process's configuration.</param>
    /// <param name="service">Name of the service.</param>
    /// <exception cref="InvalidOperationException">What is configured is no http(s) address; the message names the key.</exception>
    public static Uri? Find(IConfiguration configuration, string service)
    {
        string key = $"services:{service}:http:0";
        string? text = configuration[key] ?? configuration[key = $"services:{service}:https:0"];
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"Configuration '{key}' is '{text}': it must be an address such as http://127.0.0.1:3000");
        return address;
    }
}
