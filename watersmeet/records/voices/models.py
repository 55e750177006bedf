"""Every table of the room."""

from watersmeet.records.voices.inquiry_models import Answer, Answered, AskedGroup, Inquiry, InquiryEvent, Wave, Way

__all__ = ["Answer", "Answered", "AskedGroup", "Inquiry", "InquiryEvent", "Wave", "Way"]
