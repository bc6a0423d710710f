"""Invented names of people.

Belongs here: lists of first and family names. Does not belong here: who carries which.
"""

FEMALE = (
    "Aanya Aditi Ananya Anika Bhavna Charu Deepa Divya Esha Farida Gauri Geeta Ishita Jaya Kavya Keerthi "
    "Lakshmi Leela Madhuri Meera Nandini Neha Nisha Padma Parvati Pooja Priya Radha Ritu Rohini Sana "
    "Sarita Shalini Shreya Sita Sneha Sunita Tara Uma Vidya Anke Femke Ilse Johanna Lotte Marieke Noor "
    "Saskia Wilma Yara"
)

MALE = (
    "Aarav Abhinav Aditya Ajay Akash Amit Anand Arjun Arun Ashok Bharat Chetan Dev Dinesh Farhan Ganesh "
    "Gopal Hari Imran Ishaan Jatin Karan Kiran Krishna Kunal Manish Mohan Naveen Nikhil Om Pranav Rahul "
    "Raj Rakesh Ravi Rohan Sameer Sanjay Suresh Varun Vikram Vivek Yash Bram Daan Jeroen Joost Pieter "
    "Ruben Sven"
)

FAMILY = (
    "Acharya Agarwal Bhat Bose Chandra Chauhan Das Desai Deshmukh Dutta Gandhi Ghosh Gupta Hegde Iyengar "
    "Iyer Jain Joshi Kamath Kapoor Khan Kulkarni Kumar Mehta Menon Mishra Mukherjee Nair Naidu Pai Pandey "
    "Patel Patil Pillai Rao Reddy Roy Saxena Sen Shah Sharma Shetty Singh Sinha Srinivasan Thakur Tiwari "
    "Varma Venkatesan Yadav Bakker Dijkstra Jansen Kuiper Mulder Smit Visser Vos Willems Zijlstra"
)
