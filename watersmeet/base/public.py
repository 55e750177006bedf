"""Which addresses of machines everybody can reach: the only ones that we ask of our own accord."""

import ipaddress
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_NOT_ASKED = (
    ipaddress.ip_network("64:ff9b::/96"),  # an address of IPv4 within, which may be private
    ipaddress.ip_network("64:ff9b:1::/48"),
    *map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "5f00::/16")),
    # kept for protocols and papers, which not every Python knows
    ipaddress.ip_network("168.63.129.16/32"),  # looks public, and is the own machine's host in one cloud
)


def is_public(address: Address) -> bool:
    """Whether everybody can reach it: no address of a machine, of a network behind it, or hidden within another."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.sixtofour or address.teredo or address.is_site_local:
            return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    kept = any(address.version == net.version and address in net for net in _NOT_ASKED)
    return address.is_global and not special and not address.is_link_local and not kept
