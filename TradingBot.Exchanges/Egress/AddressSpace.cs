using System.Net;
using System.Net.Sockets;

namespace TradingBot.Exchanges.Egress;

/// <summary>Which part of the internet an address belongs to.</summary>
internal static class AddressSpace
{
    /// <summary>Whether an address belongs to the open internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            byte[] six = address.GetAddressBytes();
            return (six[0] & 0xE0) == 0x20 && !(six[0] == 0x3F && six[1] == 0xFF) && !(six[0] == 0x20 && six[1] == 0x02) && !(six[0] == 0x20 && six[1] == 0x01 && six[2] < 0x02)
                && !(six[0] == 0x20 && six[1] == 0x01 && six[2] == 0x0D && six[3] == 0xB8);
        }
        byte[] four = address.GetAddressBytes();
        return four[0] switch
        {
            0 or 10 or 127 or >= 224 => false,
            100 => four[1] is < 64 or > 127,
            169 => four[1] != 254,
            172 => four[1] is < 16 or > 31,
            192 => four[1] != 168 && !(four[1] == 0 && four[2] is 0 or 2) && !(four[1] == 88 && four[2] == 99),
            198 => four[1] is not (18 or 19) && !(four[1] == 51 && four[2] == 100),
            203 => !(four[1] == 0 && four[2] == 113),
            _ => true,
        };
    }

    /// <summary>Whether an address belongs to a private network (RFC 1918, RFC 4193).</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? (bytes[0] & 0xFE) == 0xFC
            : bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168);
    }
}
